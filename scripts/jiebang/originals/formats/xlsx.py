"""Excel's .xlsx: a table a sheet, so that a task may be a row."""

from jiebang.originals.formats import Format


def _holds(data: bytes) -> bool:
    # Names of parts stand in an archive as they are; a Word document may hold a spreadsheet.
    return data.startswith(b"PK\x03\x04") and b"xl/workbook.xml" in data and b"word/" not in data


FORMAT = Format("xlsx", (".xlsx", ".xlsm"), "jiebang.originals.xlsx:read_xlsx", holds=_holds)
