"""Make an installation with the named world; run as a process of its own, it prints the ids as JSON.

Playwright's loop and a database connection do not live well in one process.
"""

import json
import sys

import django


def main() -> None:
    """Set up the home named by HOCBA_HOME."""
    django.setup()
    from hocba.books.commands import Change, enter_marks
    from hocba.ops import install
    from hocba.people.commands import Duty, assign, change_password
    from hocba.people.roles import Role
    from tests.world import PASSWORD, STARTS, make_world, system

    install.run()
    world = make_world()
    roster = world.roster("8A1")
    for code, slots in (("TOAN", ("tx1", "tx2", "tx3", "gk")), ("NV", ("tx1", "gk"))):
        changes = [
            Change(pupil.pk, 1, slot, None, 60 + 5 * n)
            for n, pupil in enumerate(roster)
            for slot in slots
        ]
        enter_marks(system(), world.books["8A1", code], changes)
    also = Duty(
        world.people["primary_homeroom"].pk,
        Role.SUBJECT_TEACHER,
        world.courses["3A", "DD"].pk,
        STARTS,
    )
    assign(system(), world.primary, [also])
    change_password(world.ctx("inspector"), world.user("inspector"), PASSWORD)
    ids = {
        "third": [pupil.pk for pupil in world.roster("3A")],
        "pupils": [pupil.pk for pupil in roster],
        "books": {f"{k} {s}".strip(): book.pk for (k, s), book in world.books.items()},
        "klass": world.classes["8A1"].pk,
        "users": {name: world.user(name).username for name in world.people},
    }
    sys.stdout.write(json.dumps(ids))


if __name__ == "__main__":
    main()
