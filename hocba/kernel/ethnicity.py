"""The official list of ethnic groups (danh mục các thành phần dân tộc)."""

ETHNIC = ["Kinh", "Tày", "Thái", "Hoa", "Khơ-me", "Mường", "Nùng", "HMông", "Dao", "Gia-rai", "Ngái", "Ê-đê", "Ba-na", "Xơ-đăng", "Sán Chay", "Cơ-ho", "Chăm", "Sán Dìu", "Hrê", "Mnông", "Ra-glai", "Xtiêng", "Bru-Vân Kiều", "Thổ", "Giáy", "Cơ-tu", "Gié-Triêng", "Mạ", "Khơ-mú", "Co", "Tà-ôi", "Chơ-ro", "Kháng", "Xinh-mun", "Hà Nhì", "Chu-ru", "Lào", "La Chí", "La Ha", "Phù Lá", "La Hủ", "Lự", "Lô Lô", "Chứt", "Mảng", "Pà Thẻn", "Cơ Lao", "Cống", "Bố Y", "Si La", "Pu Péo", "Brâu", "Ơ-đu", "Rơ-măm", "Người nước ngoài"]
"""Official names of the ethnic groups; the code is the position, 01 to 55."""


def ethnicity_name(code: str) -> str:
    """The name of a two-digit code, "01" Kinh to "54" Rơ-măm; empty for an unknown code."""
    number = int(code) if code.isdigit() else 0
    return ETHNIC[number - 1] if 1 <= number <= len(ETHNIC) else ""
