"""The end of the year in the browser: homeroom teacher → principal → the printed decision."""

import re

from playwright.sync_api import expect

from .conftest import Enter, Site


def test_a_class_is_checked_on_a_phone_decided_listed_and_printed(
    person: Enter, site: Site
) -> None:
    klass = site.ids["klass"]
    phone = person("homeroom").new_page()
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto(f"{site.url}/lop/{klass}/kiem-tra/")
    expect(phone.get_by_role("heading", name="Kiểm tra kết quả cuối năm lớp 8A1")).to_be_visible()
    wide = phone.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390, wide
    phone.get_by_label("Nhận xét chung gửi Hiệu trưởng").fill("Còn thiếu điểm học kì II")
    site.keep(phone, "homeroom-check-390")
    phone.get_by_role("button", name="Đã kiểm tra").click()
    expect(phone.get_by_text("Hiệu trưởng quyết định được rồi")).to_be_visible()

    tab = person("principal").new_page()
    tab.goto(f"{site.url}/lop/{klass}/quyet-dinh/")
    expect(tab.get_by_text("Còn thiếu điểm học kì II")).to_be_visible()
    pupil = site.ids["pupils"][0]
    tab.locator(f"select[name='len-lop-{pupil}']").select_option("PROMOTED")
    tab.locator(f"input[name='ly-do-{pupil}']").fill("Hồ sơ chuyển đến đủ căn cứ")
    tab.get_by_label("Số quyết định").fill("20/QĐ-THCS")
    tab.get_by_role("button", name="Quyết định cả lớp").first.click()
    expect(tab.get_by_text("Đã quyết định kết quả cuối năm của 1 học sinh.")).to_be_visible()
    site.keep(tab, "principal-decided")

    tab.goto(f"{site.url}/cuoi-nam/danh-sach/len-lop/")
    expect(tab.get_by_text("khác đề xuất")).to_be_visible()
    site.keep(tab, "principal-list")
    asked = tab.request.get(f"{site.url}/cuoi-nam/danh-sach/len-lop/in")
    assert "Đang dựng bản in" in asked.text()
    site.work()
    made = tab.request.get(f"{site.url}/cuoi-nam/danh-sach/len-lop/in")
    assert made.headers["content-type"] == "application/pdf"
    assert re.match(rb"%PDF-1\.\d", made.body())
