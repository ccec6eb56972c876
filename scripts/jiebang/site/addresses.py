"""The public addresses of pages, inside an edition. See the contract: they do not change."""

from __future__ import annotations


def task_id_address(task_id: str) -> str:
    """`tasks/ai-major-project/01/`, `tasks/zhengzhou-future-2023/a2-06/`."""
    document, _, number = task_id.rpartition(".")
    return f"tasks/{document}/{number}/"


def indicator_anchor(indicator_id: str) -> str:
    """`i3`, the anchor of `ai-major-project.01.3` on its task's page."""
    return "i" + indicator_id.rpartition(".")[2]


def document_address(document_id: str) -> str:
    return f"documents/{document_id}/"


def source_address(document_id: str) -> str:
    """The page of an original; `#L61` there is its line 61."""
    return f"source/{document_id}/"


def address_of(identifier: str) -> str:
    """The address of a document, a task or an indicator, from its id."""
    task, _, _ = identifier.rpartition(".")
    if not task:
        return document_address(identifier)
    if "." not in task:
        return task_id_address(identifier)
    return f"{task_id_address(task)}#{indicator_anchor(identifier)}"


def relative(source: str, target: str) -> str:
    """How the page at address `source` links to `target`, both inside one edition."""
    return "../" * source.count("/") + target or "./"
