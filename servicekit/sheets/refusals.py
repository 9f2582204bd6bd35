"""Why a whole file is refused, and what to do about it. Codes are stable."""

from servicekit.errors import FieldError, InvalidInput

FILE = "/file"


def _refused(code: str, zh: str, en: str) -> InvalidInput:
    return InvalidInput([FieldError(FILE, code, zh, en)])


def file_type_not_allowed(what_zh: str, what_en: str) -> InvalidInput:
    return _refused(
        "file_type_not_allowed",
        f"{what_zh}；请另存为 .xlsx 工作簿或 .csv 文本后再上传。",
        f"{what_en}; save it as an .xlsx workbook or a .csv text and upload that.",
    )


def file_encrypted() -> InvalidInput:
    return _refused(
        "file_encrypted",
        "文件设有密码，无法读取；请在表格软件中取消密码后再上传。",
        "The file is protected by a password; remove it and upload the file again.",
    )


def file_damaged() -> InvalidInput:
    return _refused(
        "file_damaged",
        "工作簿已损坏或不完整；请用表格软件打开并重新保存后再上传。",
        "The workbook is damaged or cut short; open it, save it again and upload that.",
    )


def file_too_complex() -> InvalidInput:
    return _refused(
        "file_too_complex",
        "文件过于复杂，未能在限定的时间和内存内读完；请新建工作簿，只粘贴数值后再上传。",
        "The file could not be read within the limits of time and memory; paste the values "
        "alone into a new workbook and upload that.",
    )


def archive_too_large() -> InvalidInput:
    return _refused(
        "archive_too_large",
        "工作簿解压后过大；请删去图片、空白格式和无关的工作表后再上传。",
        "The workbook unpacks to too much; remove pictures, blank formatting and other sheets.",
    )


def archive_entry_invalid() -> InvalidInput:
    return _refused(
        "archive_entry_invalid",
        "工作簿内含有路径不正当的成员；请用表格软件重新保存后再上传。",
        "The workbook holds an entry with an improper path; save it again and upload that.",
    )


def xml_forbidden() -> InvalidInput:
    return _refused(
        "xml_forbidden",
        "工作簿内含有不允许的 XML 声明（DOCTYPE 或实体）；请用表格软件重新保存后再上传。",
        "The workbook holds a forbidden XML declaration (DOCTYPE or entity); save it again.",
    )


def too_many_rows(limit: int) -> InvalidInput:
    return _refused(
        "too_many_rows",
        f"表格超过 {limit} 行；请分成几个文件上传。",
        f"The table has more than {limit} rows; split it into several files.",
    )


def too_many_columns(limit: int) -> InvalidInput:
    return _refused(
        "too_many_columns",
        f"表格超过 {limit} 列；请删去右侧多余的内容。",
        f"The table has more than {limit} columns; delete what stands to the right.",
    )


def no_rows() -> InvalidInput:
    return _refused(
        "no_rows",
        "文件中没有数据行；请在表头下面至少填写一行。",
        "The file has no data; fill in at least one row below the header.",
    )


def encoding_unknown(byte: int) -> InvalidInput:
    return _refused(
        "encoding_unknown",
        f"无法识别文字编码（第 {byte} 字节处）；请将文件另存为“CSV UTF-8”后再上传。",
        f"The text encoding is not recognised (at byte {byte}); save the file as “CSV UTF-8”.",
    )


def csv_malformed(line: int, zh: str, en: str) -> InvalidInput:
    return _refused("csv_malformed", f"第 {line} 行：{zh}", f"Line {line}: {en}")


def field_too_long(line: int, limit: int) -> InvalidInput:
    return _refused(
        "field_too_long",
        f"第 {line} 行有一格超过 {limit} 个字符；请检查是否漏了引号。",
        f"Line {line} holds a field of more than {limit} characters; check for a missing quote.",
    )
