"""Places with dated names, parents and codes: Bộ, Sở, Phòng (until 30/6/2025), xã, school, campus."""

from typing import ClassVar

from django.db import models

from hocba.kernel.record import Record


class Place(Record):
    """An education authority, school or campus. `name` is the present name; history is beside.

    `levels` of a school: codes of `rules.which` joined by a space (primary lower_secondary …).
    `trust` fixes the trust world of its documents: "test" or "real".
    """

    class Kind(models.TextChoices):
        MINISTRY = "ministry", "Bộ"
        PROVINCE = "province", "Sở Giáo dục và Đào tạo"
        DISTRICT = "district", "Phòng Giáo dục và Đào tạo"
        WARD = "ward", "Ủy ban nhân dân xã, phường"
        SCHOOL = "school", "Trường"
        CAMPUS = "campus", "Điểm trường"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    levels = models.CharField(max_length=80, blank=True)
    tax_code = models.CharField(max_length=14, blank=True)
    ward_name = models.CharField(max_length=100, blank=True)
    province_name = models.CharField(max_length=100, blank=True)
    letterhead = models.CharField(max_length=200, blank=True)
    trust = models.CharField(max_length=4, default="test")
    starts = models.DateField()
    ends = models.DateField(null=True)

    kept: ClassVar = "Đơn vị"
    scopes: ClassVar = {"school": "id", "klass": "classes", "course": "classes__courses"}

    def __str__(self) -> str:
        return self.name


class PlaceName(Record):
    """A name in force from a date; old documents re-print with it."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=200)
    starts = models.DateField()
    ends = models.DateField(null=True)

    kept: ClassVar = "Tên đơn vị"
    scopes: ClassVar = {"school": "place"}


class PlaceParent(Record):
    """A dated parent link for one purpose."""

    class Purpose(models.TextChoices):
        ADMINISTRATIVE = "administrative", "quản lí hành chính"
        REPORTING = "reporting", "báo cáo"
        LETTERHEAD = "letterhead", "cơ quan chủ quản trên văn bản"

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="children")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    starts = models.DateField()
    ends = models.DateField(null=True)

    kept: ClassVar = "Nơi quản lí đơn vị"
    scopes: ClassVar = {"school": "place"}


class PlaceCode(Record):
    """One of the many codes of a place, with its issuer and dates."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="codes")
    issuer = models.CharField(max_length=20)
    value = models.CharField(max_length=30)
    starts = models.DateField()
    ends = models.DateField(null=True)

    kept: ClassVar = "Mã đơn vị"
    scopes: ClassVar = {"school": "place"}

    class Meta:
        indexes = [models.Index(fields=["issuer", "value"])]


class SettingDecision(Record):
    """An answer to a named setting (`org.settings`), in force from a school year on.

    Append-only: another answer is another row. `about` is the single thing it is for, "" for all;
    `ground` is the text or fact it rests on; `decided_by` the Person who recorded it.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="settings")
    name = models.CharField(max_length=40)
    about = models.CharField(max_length=24, blank=True)
    value = models.CharField(max_length=40)
    from_year = models.SmallIntegerField()
    number = models.CharField(max_length=60)
    decided_on = models.DateField()
    ground = models.CharField(max_length=300)
    decided_by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    kept: ClassVar = "Quyết định thiết lập"
    scopes: ClassVar = {"school": "place"}
    frozen: ClassVar = ("*",)

    class Meta:
        indexes = [models.Index(fields=["place", "name"], name="setting_of_place")]
