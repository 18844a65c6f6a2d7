"""The import rule of the house: a room imports what its table row lists, and nothing else."""

import sys
from collections.abc import Iterator
from typing import cast

from grimp import ImportGraph
from importlinter.application import contract_utils, output
from importlinter.application.contract_utils import AlertLevel
from importlinter.domain import fields
from importlinter.domain.contract import Contract, ContractCheck


class RoomsContract(Contract):
    """Each of ``rooms`` directly imports itself, what ``may_import`` lists, and the standard library without ``never``.

    The list is closed, so a new room or a new dependency stands open to nobody until its row is written. Direct imports
    are enough: every room has a row of its own. A room that does not exist yet keeps its row.
    """

    rooms = fields.SetField(subfield=fields.StringField())
    may_import = fields.SetField(subfield=fields.StringField())
    never = fields.SetField(subfield=fields.StringField())
    exceptions = fields.SetField(subfield=fields.ImportExpressionField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        contract_utils.remove_ignored_imports_and_report(
            graph=graph,
            ignore_imports=self.exceptions,  # type: ignore[arg-type]  # the base class swaps the field for its value
            unmatched_alerting=AlertLevel.NONE,
        )
        strangers = [line for room in sorted(_names(self.rooms)) for line in self._strangers(graph, room)]
        return ContractCheck(kept=not strangers, metadata={"strangers": strangers})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["strangers"]:
            output.print_error(line)

    def _strangers(self, graph: ImportGraph, room: str) -> Iterator[str]:
        for module in sorted(name for name in graph.modules if _within(name, room)):
            for imported in sorted(graph.find_modules_directly_imported_by(module)):
                if not self._may(room, imported):
                    details = graph.get_import_details(importer=module, imported=imported)
                    lines = ", ".join(str(detail["line_number"]) for detail in details)
                    yield f"{module} imports {imported} (line {lines}); {room} may not"

    def _may(self, room: str, imported: str) -> bool:
        if imported in sys.stdlib_module_names:
            return imported not in _names(self.never)
        own = _within(imported, room) or _within(room, imported)
        return own or any(_within(imported, listed) for listed in _names(self.may_import))


def _names(field: fields.SetField) -> set[str]:
    return cast("set[str]", field)


def _within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")
