"""What is wrong with an input, said in Chinese and English; services turn it into an answer."""


class ContractError(ValueError):
    """An input that breaks a contract. `code` is stable; `pointer` names the field if known."""

    code = "invalid"

    def __init__(self, zh: str, en: str, pointer: str = "") -> None:
        self.zh = zh
        self.en = en
        self.pointer = pointer
        super().__init__(f"{self.code}: {en}")
