"""Teams and people as tables: read from a workbook or CSV, compared with what is registered, taken in whole or not."""
