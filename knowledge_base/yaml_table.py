"""YAML read with line numbers, so that every fault can be pointed at. Keys given twice are refused."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date

import yaml

from knowledge_base.problems import Problems

_HINT = "A text that holds a colon, a # or a quotation mark has to stand in quotation marks."


@dataclass
class Table:
    """A YAML mapping. Every reading method notes what is wrong and then returns an empty value."""

    line: int
    problems: Problems
    nodes: dict[str, yaml.Node] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """Return a required text on one line, spaces tidied."""
        node = self._required(key)
        return self._words(node, key) if node is not None else ""

    def optional_text(self, key: str) -> str | None:
        """Return a text, or None where the key is missing or empty."""
        node = self.nodes.get(key)
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value.strip()):
            return None
        return self._words(node, key)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a required list of texts, which may be empty."""
        items = self._items(key)
        words = tuple(self._words(item, key) for item in items)
        if len(set(words)) < len(words):
            self.problems.add(self.lines[key], f'"{key}" names the same thing twice.')
        return words

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        """Return a required word from a fixed list."""
        word = self.text(key)
        self._check_allowed(key, (word,) if word else (), allowed)
        return word

    def some_of(self, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        """Return a required list of words from a fixed list, at least one."""
        words = self.texts(key)
        if key in self.nodes and not words:
            self.problems.add(self.lines[key], f'"{key}" is empty. Use {_either(allowed)}.')
        self._check_allowed(key, words, allowed)
        return words

    def day(self, key: str) -> date:
        """Return a required date, written 2026-11-24."""
        word = self.text(key)
        try:
            return date.fromisoformat(word)
        except ValueError:
            if word:
                self.problems.add(self.lines[key], f'"{key}" is not a date: "{word}". Write it like 2026-11-24.')
            return date.min

    def tables(self, key: str) -> list["Table"]:
        """Return a required list of mappings, which may be empty."""
        return [self._table(item, key) for item in self._items(key)]

    def named_tables(self, key: str) -> dict[str, "Table"]:
        """Return a required mapping of mappings, by name; each begins at the line of its name."""
        named = self.table(key)
        return {name: replace(self._table(node, name), line=named.lines[name]) for name, node in named.nodes.items()}

    def table(self, key: str) -> "Table":
        """Return a required mapping."""
        node = self._required(key)
        return self._table(node, key) if node is not None else Table(self.line, self.problems)

    def peek(self, key: str) -> str:
        """Return a text without noting anything; empty where there is none."""
        node = self.nodes.get(key)
        return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""

    def note(self, key: str, message: str) -> None:
        """Note what is wrong with a field, at its line."""
        self.problems.add(self.lines.get(key, self.line), message)

    def only(self, allowed: Collection[str], known: Collection[str] = (), say: str = "") -> None:
        """Refuse every other key; of those that are `known`, say why they cannot stand here."""
        for key in self.nodes.keys() - set(allowed):
            reason = say if key in known else "It is no field of this file. Is it misspelt?"
            self.note(key, f'"{key}" cannot stand here. {reason}')

    def _required(self, key: str) -> yaml.Node | None:
        if key not in self.nodes:
            self.problems.add(self.line, f'"{key}" is missing.')
        return self.nodes.get(key)

    def _words(self, node: yaml.Node, key: str) -> str:
        line = _line(node)
        if not isinstance(node, yaml.ScalarNode):
            self.problems.add(line, f'"{key}" has to be a text, not a list or a group of fields. {_HINT}')
            return ""
        words = " ".join(str(node.value).split())
        if not words:
            self.problems.add(line, f'"{key}" is empty.')
        return words

    def _items(self, key: str) -> list[yaml.Node]:
        node = self._required(key)
        if node is None or isinstance(node, yaml.SequenceNode):
            return list(node.value) if node is not None else []
        self.problems.add(self.lines[key], f'"{key}" has to be a list. An empty list is written [].')
        return []

    def _table(self, node: yaml.Node, key: str) -> "Table":
        if isinstance(node, yaml.MappingNode):
            return read_mapping(node, self.problems)
        self.problems.add(_line(node), f'"{key}" has to hold fields with a name, a colon and a value each.')
        return Table(_line(node), self.problems)

    def _check_allowed(self, key: str, words: tuple[str, ...], allowed: tuple[str, ...]) -> None:
        for word in words:
            if word and word not in allowed:
                self.problems.add(self.lines[key], f'"{key}" cannot be "{word}". Use {_either(allowed)}.')


def read_yaml(text: str, problems: Problems) -> Table | None:
    """Read a YAML mapping; None, with the reason noted, if it is none."""
    node = _compose(text, problems)
    if isinstance(node, yaml.MappingNode):
        return read_mapping(node, problems)
    if not problems.found:
        problems.add(1, "There have to be fields here, each with a name, a colon and a value.")
    return None


def read_mapping(node: yaml.MappingNode, problems: Problems) -> Table:
    """Turn a mapping node into a table; of a key given twice the first counts."""
    table = Table(_line(node), problems)
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            problems.add(_line(key), "The name of a field has to be a single word.")
            continue
        if key.value in table.nodes:
            problems.add(_line(key), f'"{key.value}" is given twice. Keep one of them.')
        table.nodes.setdefault(key.value, value)
        table.lines.setdefault(key.value, _line(key))
    return table


def _compose(text: str, problems: Problems) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problems.add(line, f"These fields cannot be read here or just above ({error.problem}). {_HINT}")
    except yaml.YAMLError:
        problems.add(1, "The fields hold a character that cannot be shown. Take it out.")
    return None


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _either(allowed: tuple[str, ...]) -> str:
    return f"{', '.join(allowed[:-1])} or {allowed[-1]}" if len(allowed) > 1 else allowed[0]
