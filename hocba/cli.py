"""The command line of an installation's owner: `hocba …`.

Exit codes: 0 done (or valid), 1 not done (or not valid), 2 cannot tell, 64 called wrongly.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

DONE, FAILED, UNSURE, MISUSED = 0, 1, 2, 64
CUT_OFF = 128 + 13
"""The reader of the output went away (SIGPIPE): what was not said is no «valid»."""


SPOKEN = {
    "usage: ": "cách dùng: ",
    "positional arguments": "tham số",
    "options": "tùy chọn",
    "show this help message and exit": "hiện phần trợ giúp này",
    "the following arguments are required: %s": "thiếu %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "không có “%(value)s”; có: %(choices)s",
    "invalid %(type)s value: %(value)r": "“%(value)s” không dùng được ở đây",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "unrecognized arguments: %s": "không có tham số %s",
    "expected one argument": "thiếu giá trị",
    "expected at least one argument": "thiếu giá trị",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s có thể là %(matches)s",
    "ignored explicit argument %r": "không nhận giá trị %r",
}
"""What `argparse` says of its own, in our words; it looks each sentence up by its `_`."""
vars(argparse)["_"] = lambda text: SPOKEN.get(text, text)


class _Parser(argparse.ArgumentParser):
    """Wrong calls end with a sentence and exit code 64; 2 means «cannot tell» to `verify`."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"Lệnh chưa đúng: {message}.\nXem cách dùng: {self.prog} --help\n")
        raise SystemExit(MISUSED)


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hocba.settings")
    import django

    django.setup()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _setup(_: argparse.Namespace) -> int:
    _django()
    from hocba.ops import install

    install.run()
    return DONE


def _serve(options: argparse.Namespace) -> int:
    from hocba.ops import serve

    return serve.run(
        serve.Address(options.host, options.port, options.cert, options.key), opens=options.open
    )


def _web(options: argparse.Namespace) -> int:
    from hocba.ops import serve

    return serve.web(
        serve.Address(options.host, options.port, options.cert, options.key), options.workers
    )


def _work(options: argparse.Namespace) -> int:
    _django()
    from hocba.kernel import tasks

    worker = tasks.Worker()
    if options.until_done:
        with worker.beating():
            worker.drain()
    else:
        worker.run()
    return DONE


def _demo(options: argparse.Namespace) -> int:
    _django()
    from hocba.ops import demo

    return int(demo.main(if_missing=options.if_missing))


def _replay(_: argparse.Namespace) -> int:
    _django()
    from hocba.ops import replay

    return replay.run(_say)


def _school(options: argparse.Namespace) -> int:
    _django()
    from hocba.ops import school

    return school.found(options, _say)


def _law(options: argparse.Namespace) -> int:
    from hocba.rules import command

    return int(command.main(options.rest, kind=_Parser))


def _verify(options: argparse.Namespace) -> int:
    if options.all == bool(options.files):
        sys.stderr.write("Hãy nêu các tệp cần kiểm tra, hoặc --all để kiểm tra toàn bộ kho.\n")
        return MISUSED
    if options.trust and not options.trust.is_dir():
        sys.stderr.write(f"Không có thư mục chứng thư tin cậy “{options.trust}”.\n")
        return MISUSED
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hocba.settings")
    from django.conf import settings
    from django.utils import timezone

    now = timezone.now()
    if options.all:
        _django()
        from hocba.ops import verify_all

        return verify_all.run(now, full=options.full, out=_say)
    from hocba.documents.verify.report import verify_files

    if options.trust is None and (settings.PKI / "test-authority").is_dir():
        _django()
        from hocba.documents import keys

        with contextlib.suppress(OSError, ValueError):  # the lists there are may still do
            keys.publish(now)  # the built-in test authority's revocation lists of today
    trust = options.trust or settings.PKI / "trust"
    return verify_files(
        options.files, trust, now, full=options.full, as_json=options.json, out=_say
    )


def _seal(_: argparse.Namespace) -> int:
    _django()
    from hocba.kernel import seals, tasks

    count = seals.seal_new(tasks.system_ctx(source="cli"))
    _say(
        f"Đã niêm phong {count} sự kiện. Mã chuỗi: {seals.last_chain()}"
        if count
        else "Không có sự kiện mới cần niêm phong."
    )
    return DONE


def _docs(_: argparse.Namespace) -> int:
    _django()
    from hocba.api import reference as api
    from hocba.ops import reference

    changed = reference.write() + api.write()
    _say(f"Đã viết lại: {', '.join(changed)}" if changed else "Tài liệu tra cứu đã đúng.")
    return DONE


def _backup(options: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hocba.settings")
    from hocba.ops import backup

    return backup.run(options.path)


def _restore(options: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hocba.settings")
    from hocba.ops import backup

    return backup.restore(options.path)


def _add_school(parser: argparse.ArgumentParser) -> None:
    for name, text in (
        ("name", "tên trường, ví dụ «Trường THCS Nguyễn Du»"),
        ("code", "mã trường của Bộ GDĐT, 8 chữ số"),
        ("tax-code", "mã số thuế, để đối chiếu con dấu số"),
        ("ward", "xã, phường, ví dụ «Xã Sông Cầu»"),
        ("province", "tỉnh, thành phố"),
        ("parent", "cơ quan chủ quản, ví dụ «Ủy ban nhân dân xã Sông Cầu»"),
        ("admin", "họ tên quản trị CNTT"),
        ("admin-code", "mã cán bộ của quản trị, dùng làm tên đăng nhập"),
    ):
        parser.add_argument(f"--{name}", required=True, help=text)
    parser.add_argument(
        "--level",
        required=True,
        nargs="+",
        choices=("primary", "lower_secondary", "upper_secondary", "gdtx_lower", "gdtx_upper"),
        help="các cấp học của trường; gdtx_… là chương trình của trung tâm GDTX",
    )
    parser.add_argument(
        "--trust", choices=("test", "real"), default="test", help="chữ ký thử nghiệm hay thật"
    )


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="địa chỉ nghe (mặc định 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="cổng (mặc định 8000)")
    parser.add_argument("--cert", type=Path, help="tệp chứng thư TLS (PEM)")
    parser.add_argument("--key", type=Path, help="tệp khóa TLS (PEM, PKCS#8)")


def _add_running(commands: "argparse._SubParsersAction[_Parser]") -> None:
    """What makes and runs an installation."""
    setup = commands.add_parser(
        "setup", aliases=["migrate"], help="tạo hoặc nâng cấp cơ sở dữ liệu và tệp tĩnh"
    )
    setup.set_defaults(run=_setup)

    serve = commands.add_parser(
        "serve", help="chạy máy chủ: hai tiến trình web, một tiến trình việc"
    )
    _add_address(serve)
    serve.add_argument("--open", action="store_true", help="mở trình duyệt khi sẵn sàng")
    serve.set_defaults(run=_serve)

    web = commands.add_parser("web", help="chỉ chạy các tiến trình web")
    _add_address(web)
    web.add_argument("--workers", type=int, default=2, help="số tiến trình web (mặc định 2)")
    web.set_defaults(run=_web)

    work = commands.add_parser("work", help="chỉ chạy tiến trình làm việc nền")
    work.add_argument("--until-done", action="store_true", help="dừng khi hết việc")
    work.set_defaults(run=_work)


def _add_schools(commands: "argparse._SubParsersAction[_Parser]") -> None:
    """What brings schools in, invented or real."""
    demo = commands.add_parser("demo", help="dựng năm học mẫu từ các tệp Excel")
    demo.add_argument("--if-missing", action="store_true", help="bỏ qua nếu đã có dữ liệu")
    demo.set_defaults(run=_demo)

    replay = commands.add_parser(
        "replay", help="diễn lại vụ sửa điểm 2026 trong một trường hư cấu, để xem nhật kí sửa điểm"
    )
    replay.set_defaults(run=_replay)

    school = commands.add_parser("school", help="lập một trường và tài khoản quản trị đầu tiên")
    _add_school(school)
    school.set_defaults(run=_school)


def _add_proofs(commands: "argparse._SubParsersAction[_Parser]") -> None:
    """What proves, keeps and documents."""
    law = commands.add_parser("law", help="kiểm tra các quy định bằng ví dụ", add_help=False)
    law.add_argument("rest", nargs=argparse.REMAINDER)
    law.set_defaults(run=_law)

    verify = commands.add_parser("verify", help="kiểm tra tệp học bạ, hoặc toàn bộ kho với --all")
    verify.add_argument("files", nargs="*", type=Path, metavar="TỆP")
    verify.add_argument("--all", action="store_true", help="kiểm tra toàn bộ kho dữ liệu")
    verify.add_argument("--trust", type=Path, help="thư mục kho chứng thư tin cậy")
    verify.add_argument("--full", action="store_true", help="kiểm tra PDF bằng bộ kiểm tra độc lập")
    verify.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    verify.set_defaults(run=_verify)

    seal = commands.add_parser("seal", help="niêm phong nhật ký đến lúc này")
    seal.set_defaults(run=_seal)

    docs = commands.add_parser("docs", help="viết lại tài liệu tra cứu từ mã nguồn")
    docs.set_defaults(run=_docs)

    backup = commands.add_parser("backup", help="sao lưu toàn bộ vào một thư mục mới")
    backup.add_argument("path", type=Path, metavar="THƯ_MỤC")
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="phục hồi từ một bản sao lưu vào chỗ còn trống")
    restore.add_argument("path", type=Path, metavar="THƯ_MỤC")
    restore.set_defaults(run=_restore)


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = _Parser(prog="hocba", description="HọcBạ: sổ sách và học bạ của nhà trường.")
    commands = top.add_subparsers(dest="command", required=True, metavar="LỆNH", title="các lệnh")
    for add in (_add_running, _add_schools, _add_proofs):
        add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; a person's mistake is a sentence, a bug is a traceback."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["law"]:  # its own options, its own help
        options = argparse.Namespace(run=_law, rest=given[1:])
    else:
        options = parser().parse_args(given)
    from django.core.exceptions import ImproperlyConfigured

    from hocba.kernel.errors import Hidden, Invalid, Refusal

    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        sys.stderr.write("\nĐã dừng theo yêu cầu.\n")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CUT_OFF
    except Refusal as refusal:
        sys.stderr.write("\n".join(refusal.reasons) + "\n")
    except Invalid as invalid:
        lines = (f"{f.place}: {f.message}" if f.place else f.message for f in invalid.faults)
        sys.stderr.write("\n".join(lines) + "\n")
    except Hidden:
        sys.stderr.write("Không tìm thấy điều được hỏi.\n")
    except ImproperlyConfigured as wrong:
        sys.stderr.write(f"{wrong}\n")
    except Exception as error:
        from hocba.kernel.outage import outage

        if (lacking := outage(error)) is None:
            raise
        sys.stderr.write(f"{lacking.value}\n({error})\n")
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
