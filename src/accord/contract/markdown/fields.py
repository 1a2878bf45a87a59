"""Tables and bullets of fields: name, type, required, location, description."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accord.contract import example, written
from accord.contract.example_syntax import OPTIONAL, REQUIRED
from accord.contract.markdown import words
from accord.contract.markdown.choices import choice
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, bare
from accord.contract.markdown.tokens import only_methods, starting_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accord.contract.markdown.tables import Table


def _words(text: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in text.strip().lower().split(";"))


_NAME = _words(
    "name;field;fields;field name;parameter;parameters;parameter name;param;params;param name;key;property;attribute;variable;header;query;query param;query parameter;path parameter;path param;argument"
    ";参数;参数名;参数名称;字段;字段名;字段名称;名称;属性;属性名;请求头;变量;campo;nombre;parámetro;parametro;clave;propiedad;champ;nom;paramètre;clé;propriété;필드;필드명;파라미터;파라미터명;이름;변수;변수명;키;항목;헤더;속성"
    ";フィールド;フィールド名;パラメータ;パラメータ名;パラメーター;項目;項目名;名前;名称;キー;ヘッダー;nome;parâmetro;chave;propriedade;cabeçalho;feld;feldname;parametername;schlüssel;eigenschaft;поле;параметр;имя;название;ім'я;назва;nome campo;campo;pole;nazwa;nazwa pola;alan;alan adı;ad;isim;parametre;tên;trường;tên trường;tham số;nama;kolom;naam;veld;název;namn;fält;الاسم;اسم الحقل;الحقل;المعامل;المعلمة;نام;فیلد;पैरामीटर;नाम;फ़ील्ड;ชื่อ;พารามิเตอร์;ฟิลด์;όνομα;πεδίο;παράμετρος;שם;שדה;פרמטר;form field;body field;json field;form parameter"
)
_TYPE = _words(
    "type;data type;datatype;schema;format;类型;数据类型;参数类型;字段类型;tipo;tipo de dato;tipo de dado;type de données;타입;자료형;형식;데이터 타입;유형;型;データ型;タイプ;种类;typ;datentyp;тип;тип данных;тип даних;tipo dati;typ danych;tür;tip;veri tipi;kiểu;kiểu dữ liệu;loại;tipe;tipe data;datový typ;datatyp;النوع;نوع;نوع داده;प्रकार;ชนิด;ประเภท;τύπος;סוג"
)
_NEEDED = _words(
    "required;req;mandatory;required?;is required;req.;must;必填;必须;必選;是否必填;是否必须;是否必选;是否必需;必选;必需;必传;是否必传;requerido;obligatorio;requerida;requis;obligatoire;필수;필수여부;필수 여부;필수값;必須;必須項目;obrigatório;obrigatorio"
    ";pflicht;erforderlich;pflichtfeld;обязательный;обязательно;optional;可选;opcional;선택;任意;facultatif;обязательное;обязательность;обов'язкове;обов'язковий;obbligatorio;wymagane;wymagany;wymagalność;zorunlu;gerekli;bắt buộc;wajib;diperlukan;verplicht;vereist;povinné;povinný;obligatoriskt;obligatorisk;påkrevd;kötelező;pakollinen;obligatoriu;krävs;مطلوب;إلزامي;إجباري;الزامی;ضروری;आवश्यक;अनिवार्य;จำเป็น;บังคับ;υποχρεωτικό;חובה;נדרש;facoltativo;opzionale"
)
_OPTIONAL_HEADERS = _words("optional;可选;opcional;선택;任意;facultatif;facoltativo;opzionale")
_TEXT = _words(
    "description;desc;notes;note;comment;comments;details;meaning;remarks;explanation;description / notes;说明;描述;备注;含义;参数说明;字段说明;descripción;descripcion;detalle;detalles;notas;description;détails;설명;비고;説明;内容;備考;descrição;descricao;observação;beschreibung;bemerkung;описание;опис;комментарий;примечание;примітка;descrizione;note;opis;uwagi;açıklama;mô tả;ghi chú;deskripsi;keterangan;omschrijving;toelichting;beschrijving;popis;poznámka;beskrivning;الوصف;وصف;ملاحظات;توضیح;توضیحات;विवरण;คำอธิบาย;รายละเอียด;περιγραφή;תיאור;הערות"
)
_PLACE = _words(
    "in;location;where;position;param type;parameter type;参数位置;位置;传参方式;请求类型;ubicación;위치;場所;位置;localização;ort;emplacement"
)
_YES = re.compile(
    r"^(?:y(?:es)?|true|required|mandatory|✓|✔️?|✅|☑️?|o|○|◯|⭕|是|必填|必须|必選|必需|必选|필수|必須|s[ií]|oui|sim|ja|да|1|obligatorio|requerido|obligatoire|requis|obrigatório|erforderlich|pflicht|так|evet|có|ya|tak|ano|igen|kyllä|نعم|بله|हाँ|हां|ใช่|ναι|כן|obbligatori[oa]|обязател\w+|обов'язков\w+|wymagan\w+|zorunlu|gerekli|bắt buộc|wajib|verplicht|povinn\w+|krävs|obligatorisk\w*|إلزامي|مطلوب|الزامی|अनिवार्य|आवश्यक|จำเป็น|υποχρεωτικ\w+|yes.*|required.*|✅.*)$",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^(?:no?|false|optional|✗|✘|❌|×|х|否|可选|非必填|选填|선택|任意|opcional|non|não|nein|нет|0|facultatif|ні|hayır|không|tidak|nie|ne|nee|nej|nem|ei|nu|لا|خیر|नहीं|ไม่(?:ใช่)?|όχι|לא|facoltativ[oa]|opzional[ei]|необязател\w+|опционально|необов'язков\w+|opcjonaln\w+|isteğe bağlı|opsiyonel|tùy chọn|không bắt buộc|opsional|tidak wajib|optioneel|niet verplicht|volitelné|nepovinn\w+|valfri\w*|اختياري|اختیاری|वैकल्पिक|ไม่จำเป็น|προαιρετικ\w+|optional.*|no[ ,(].*|[-\u2013\u2014]|conditional.*|varies|△)$",
    re.IGNORECASE,
)
_PLACES = {
    "query": re.compile(r"quer|查询|쿼리|クエリ", re.IGNORECASE),
    "path": re.compile(r"path|url|uri|路径|경로|パス|ruta|rota", re.IGNORECASE),
    "header": re.compile(r"head|请求头|헤더|ヘッダ|cabe", re.IGNORECASE),
    "cookie": re.compile(r"cookie", re.IGNORECASE),
    "body": re.compile(r"body|form|json|请求体|바디|본문|ボディ|cuerpo|corpo|corps", re.IGNORECASE),
}
_CIRCLES = re.compile("필수|必須|必填|必选|必需")  # where a circle is yes, a cross is no
_PLAIN_TYPE = re.compile(
    r"(?:string|str|text|int(?:eger)?|long|number|float|double|decimal|bool(?:ean)?|array|list|object|date(?:time)?|uuid|file)(?:\[\])?(?:\s*[(<].{0,30}[)>])?",
    re.IGNORECASE,
)
_BULLET = re.compile(rf"^\s*(?:{OPEN}([^{CLOSE}]{{1,80}}){CLOSE}|([A-Za-z_][\w.\[\]-]{{0,60}}\??))\s*")
_BULLET_TYPE = re.compile(
    rf"^[\s:：\-\u2013\u2014]*[(（\[{OPEN}]?\s*([^)）\]{CLOSE}:：\n]{{1,60}}?)\s*(?:[)）\]{CLOSE}]|[:：]|\s[\-\u2013\u2014]|,|\.|$)"
)


_SAID_REQUIRED = re.compile(
    r"\W*(?:required|obrigatório|obligatorio|obligatoire|必填|必須|필수)\W*(?:$|[.。:：])", re.IGNORECASE
)
_BRACKETED = re.compile(r"[(（]([^()（）]{1,60})[)）]")
_QUALIFIER = re.compile(
    r"^(?:(?:required|optional|mandatory|obligatori[oa]|opcional|facultatif|obligatoire|必填|facoltativ[oa]|opzionale|obbligatori[oa]|необязательн\w+|обязательн\w+|необов['’]язков\w+|обов['’]язков\w+|opcjonaln\w+|wymagan\w+|zorunlu|isteğe bağlı|bắt buộc|tùy chọn|opsional|wajib|verplicht|optioneel|povinn\w+|nepovinn\w+|可选|选填|必須|任意|필수|선택)(?:[)）\]]\s*[:：\-\u2013\u2014]?|[.,;:：]|$)\s*)+",
    re.IGNORECASE,
)
_NEEDED_BRACKET = re.compile(
    rf"^\s*[(（]\s*(?:\w+/[\w.+-]+|{OPTIONAL.pattern}|{REQUIRED.pattern})\s*[)）]\s*(?=[:：\-\u2013\u2014])",
    re.IGNORECASE,
)
_NESTED = re.compile(r"^(?:[└├│]─?|-{1,2}|»|>|∟|↳|\s|\*)*")


@dataclass(frozen=True, slots=True)
class Field:
    """A named value as stated; None where nothing was said."""

    name: str
    schema: Any = None
    required: bool | None = None
    description: str = ""
    place: str = ""
    line: int = 0

    def as_tuple(self) -> tuple[str, Any, bool | None, str]:
        return self.name, self.schema, self.required, self.description


def table_fields(grid: Table) -> list[Field]:
    """The fields of a table, empty where it is not one of fields."""
    names = [words.tidy(cell) for cell in grid.header]
    name = _column(names, _NAME)
    kind, needed, text, place = (_column(names, wanted) for wanted in (_TYPE, _NEEDED, _TEXT, _PLACE))
    if name < 0 and kind < 0:
        name, kind = _by_cells(grid)
    if name < 0 and kind < 0:
        return []
    name = max(name, 0)
    if kind < 0 and needed < 0 and text < 0 and place < 0:
        return []
    if needed < 0 and kind >= 0 and _only_needs(grid, kind):  # | name | type | data type | with `required` below `type`
        others = [i for i, header in enumerate(names) if header in _TYPE and i != kind]
        needed, kind = kind, others[0] if others else -1
    crosses = [bare(row.cells[needed]).strip().lower() for row in grid.rows if 0 <= needed < len(row.cells)]
    out: list[Field] = []
    above: list[tuple[int, str, str]] = []  # depth, name and place of the rows around: `» name` below `body`
    for row in grid.rows:
        cells = [bare(cell) for cell in row.cells] + [""] * max(0, len(names) - len(row.cells))
        label = cells[name].split("\n")[0].strip()
        match = re.match(
            r"(?:└─?|├─?|-{1,2}|»|>|∟|↳|\s|\*)*\s*([A-Za-z_$@][\w.\-\[\]$:]{0,80}|[^\W\d]\w{0,40})(\?)?(.*)", label
        )
        if not match or " " in match[1]:
            continue
        stated = _typed(cells[kind]) if kind >= 0 else None
        if needed >= 0:
            inverted = names[needed] in _OPTIONAL_HEADERS
            required = _needed(cells[needed], crosses, inverted=inverted, crossed=bool(_CIRCLES.search(names[needed])))
        else:
            required = None
        if required is None and stated is not None:
            required = stated[1]
        if required is None and (match[2] or re.search(r"optional|可选|opcional|선택|任意", match[3], re.IGNORECASE)):
            required = False
        if required is None and re.search(r"\*|\brequired\b|必填|필수|必須", match[3], re.IGNORECASE):
            required = True
        if required is None and any(_SAID_REQUIRED.match(cell) for cell in cells):
            required = True
        where = next((known for known, pattern in _PLACES.items() if place >= 0 and pattern.search(cells[place])), "")
        depth = _depth(label)
        while above and above[-1][0] >= depth:
            above.pop()
        if above:
            where = where or above[-1][2]
            if out and out[-1].place == "body" and out[-1].name == above[-1][1] and above[-1][0] == 0:
                out.pop()  # the row is the body as a whole, its fields follow
        around = f"{above[-1][1]}." if above and not (above[-1][0] == 0 and above[-1][2] == "body") else ""
        above.append((depth, around + match[1], where))
        out.append(
            Field(
                around + match[1],
                stated[0] if stated else None,
                required,
                cells[text].replace("\n", " ")[:300] if text >= 0 else "",
                where,
                row.line,
            )
        )
    return out


def _typed(cell: str) -> tuple[Any, bool | None] | None:
    spelled = written.in_cell(cell.strip())
    return example.type_of(cell) if spelled is None else (spelled, None)


def _only_needs(grid: Table, column: int) -> bool:
    """Whether a column says of every row that it is required or optional, and nothing else."""
    cells = [bare(row.cells[column]).strip() for row in grid.rows if column < len(row.cells)]
    return bool(cells) and all(REQUIRED.fullmatch(cell) or OPTIONAL.fullmatch(cell) for cell in cells)


def _by_cells(grid: Table) -> tuple[int, int]:
    """The columns of names and types by what they hold, where no header is known: `nome | integer`."""
    width = max((len(row.cells) for row in grid.rows), default=0)
    columns = [[bare(row.cells[i]) if i < len(row.cells) else "" for row in grid.rows] for i in range(width)]
    kinds = [i for i in range(1, width) if columns[i] and all(_PLAIN_TYPE.fullmatch(cell) for cell in columns[i])]
    if not kinds or not all(re.fullmatch(r"[A-Za-z_$][\w.\-\[\]]{0,60}\??", cell) for cell in columns[0]):
        return -1, -1
    return 0, kinds[0]


def _depth(label: str) -> int:
    """How deep a row is drawn below the one it belongs to."""
    marks = _NESTED.match(label)
    return sum(char in "└├»>∟↳" for char in marks.group()) or int("--" in marks.group()) if marks else 0


def _column(names: Sequence[str], wanted: frozenset[str]) -> int:
    return next((i for i, name in enumerate(names) if name in wanted), -1)


def _needed(cell: str, all_cells: Sequence[str], *, inverted: bool, crossed: bool) -> bool | None:
    naked = cell.strip().rstrip("。.")
    if naked.lower() == "x":
        found: bool | None = not crossed and "o" not in all_cells and "○" not in all_cells and "yes" not in all_cells
    else:
        found = True if _YES.match(naked) else False if _NO.match(naked) or not naked else None
    return found if found is None or not inverted else not found


def bullet_field(line: str, at: int) -> Field | None:
    """A list item that names a field: `` `name` (string, required) - text ``, `- name: text`."""
    name, value = words.label(line)
    if (not line.lstrip().startswith(OPEN) and name in words.METHOD_LABELS and only_methods(line[value:])) or (
        name in words.PATH_LABELS and starting_path(line[value:]) is not None
    ):
        return None  # the next entry of a list begins
    match = _BULLET.match(line)
    if not match:
        return None
    name = (match[1] or match[2]).strip()
    optional = name.endswith("?")
    name = name.rstrip("?")
    rest = line[match.end() :]
    inner = re.match(r"([A-Za-z_$][\w.\-\[\]$]*)\s*[:：]\s*(.+)", name)  # `name: string` in one span
    stated = None
    if inner:
        name, stated = inner[1], example.type_of(inner[2])
    if not re.fullmatch(r"[A-Za-z_$@][\w.\-\[\]$]{0,80}", name) or (
        not match[1] and not re.match(r"\s*[:：(（\-\u2013\u2014]", rest)
    ):
        return None
    chosen = choice(line[match.end() - 1 :]) if stated is None else None
    if chosen is not None:
        stated = chosen.schema, None
    kind = _BULLET_TYPE.match(rest) if stated is None else None
    text = rest
    if kind and (stated := example.type_of(kind[1])) is not None:
        # "An array of objects, each ..." is a sentence, "string - text" is a type and its text
        prose = len(kind[1].split()) > 2 and not rest.lstrip().startswith(("(", "（", "["))
        text = rest if prose else _QUALIFIER.sub("", rest[kind.end() :].lstrip(" :：-\u2013\u2014,.)]"))
    elif stated is None and (bracket := _BRACKETED.search(rest[:160])):  # `id: 1 (number, required) - text`
        stated = example.type_of(bracket[1])
    head = bare(rest)[:120]
    required = stated[1] if stated else None
    if required is None:
        if optional or OPTIONAL.search(head):
            required = False
        elif REQUIRED.search(head):
            required = True
    text = _NEEDED_BRACKET.sub("", bare(text)).strip(f" :：-\u2013\u2014()（）{EDGES}")
    return Field(name, stated[0] if stated else None, required, text[:300], "", at)
