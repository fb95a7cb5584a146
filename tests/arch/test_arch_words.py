"""Every action and every command speaks Vietnamese, and the reference of actions is current."""

import re
import string

import source

from hocba.kernel.command import COMMANDS
from hocba.kernel.policy import registry
from hocba.ops import reference

VERB = re.compile(r"[a-z_]+\.[a-z_]+")


def test_every_action_has_a_name_and_a_label():
    for action in registry.actions.values():
        assert VERB.fullmatch(action.name), action.name
        assert action.label and action.label[0].islower(), action.name


def test_every_action_is_done_by_a_command():
    assert set(registry.actions) - set(COMMANDS) == set()


def test_every_command_has_a_sentence_for_the_history():
    for verb, command in COMMANDS.items():
        assert command.says[0].isupper() and not command.says.endswith("."), verb
        fields = [name for _, name, _, _ in string.Formatter().parse(command.says) if name]
        assert all(name.isidentifier() for name in fields), verb


def test_the_reference_is_made_from_the_registries_as_they_are():
    for path, text in reference.pages().items():
        kept = source.ROOT / "docs/reference" / path
        assert kept.exists() and kept.read_text() == text, f"run: hocba docs ({path})"


def test_every_verb_and_state_stands_in_the_glossary() -> None:
    text = (source.ROOT / "docs/glossary.md").read_text()
    states = (state.word for flow in reference.all_flows() for state in flow.states)
    words = [*(f"`{verb}`" for verb in COMMANDS), *states]
    assert [word for word in words if word not in text] == []
