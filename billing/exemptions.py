"""Why a line bears no tax, in the words that invoices print; a start that every office can change.

Not tax advice: which of these fits is the office's to know.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Exemption:
    """One reason: its code (VATEX where the EU lists one), its EN 16931 category, its text by language."""

    code: str
    category: str
    texts: Mapping[str, str]

    def text(self, language: str) -> str:
        """Return the text for a language tag such as ``de-AT``; English where the language has none."""
        return self.texts.get(language.partition("-")[0].lower(), self.texts[_FALLBACK])


def _exemption(code: str, category: str, **texts: str) -> Exemption:
    return Exemption(code, category, MappingProxyType(texts))


# The first of a category is its ordinary reason.
EXEMPTIONS: tuple[Exemption, ...] = (
    _exemption(
        "VATEX-EU-AE",
        "AE",
        en="Reverse charge",
        de="Steuerschuldnerschaft des Leistungsempfängers",
        fr="Autoliquidation",
        es="Inversión del sujeto pasivo",
        it="Inversione contabile",
        nl="Btw verlegd",
        pl="Odwrotne obciążenie",
    ),
    _exemption(
        "VATEX-EU-IC",
        "K",
        en="Intra-Community supply, exempt under Article 138 of Directive 2006/112/EC",
        de="Steuerfreie innergemeinschaftliche Lieferung, Art. 138 der Richtlinie 2006/112/EG",
        fr="Livraison intracommunautaire exonérée, article 138 de la directive 2006/112/CE",
        es="Entrega intracomunitaria exenta, artículo 138 de la Directiva 2006/112/CE",
        it="Cessione intracomunitaria esente, articolo 138 della direttiva 2006/112/CE",
        nl="Intracommunautaire levering, vrijgesteld volgens artikel 138 van Richtlijn 2006/112/EG",
        pl="Wewnątrzwspólnotowa dostawa zwolniona, art. 138 dyrektywy 2006/112/WE",
    ),
    _exemption(
        "VATEX-EU-G",
        "G",
        en="Export, exempt under Article 146 of Directive 2006/112/EC",
        de="Steuerfreie Ausfuhrlieferung, Art. 146 der Richtlinie 2006/112/EG",
        fr="Exportation exonérée, article 146 de la directive 2006/112/CE",
        es="Exportación exenta, artículo 146 de la Directiva 2006/112/CE",
        it="Esportazione esente, articolo 146 della direttiva 2006/112/CE",
        nl="Uitvoer, vrijgesteld volgens artikel 146 van Richtlijn 2006/112/EG",
        pl="Eksport zwolniony, art. 146 dyrektywy 2006/112/WE",
    ),
    _exemption(
        "EXEMPT",
        "E",
        en="Exempt from tax",
        de="Steuerfrei",
        fr="Exonéré de taxe",
        es="Exento de impuesto",
        it="Esente da imposta",
        nl="Vrijgesteld van btw",
        pl="Zwolnione z podatku",
    ),
    _exemption(
        "DE-19-USTG",
        "E",
        en="Small business under § 19 UStG, no VAT is charged",
        de="Kein Ausweis von Umsatzsteuer, da Kleinunternehmer gemäß § 19 UStG",
    ),
    _exemption(
        "VATEX-FR-FRANCHISE",
        "E",
        en="VAT not applicable, article 293 B of the CGI",
        fr="TVA non applicable, art. 293 B du CGI",
    ),
    _exemption(
        "VATEX-EU-O",
        "O",
        en="Outside the scope of tax",
        de="Nicht steuerbar",
        fr="Hors du champ d'application de la taxe",
        es="No sujeto a impuesto",
        it="Fuori campo di applicazione dell'imposta",
        nl="Buiten de heffing van btw",
        pl="Nie podlega opodatkowaniu",
    ),
)
# Categories that must say why there is no tax (EN 16931, BR-AE-10 and its siblings); zero-rated goods need not.
REASONED: frozenset[str] = frozenset(exemption.category for exemption in EXEMPTIONS)


def exemptions(category: str) -> tuple[Exemption, ...]:
    """Return the reasons on offer for a category, the ordinary one first; none for taxed and zero-rated."""
    return tuple(exemption for exemption in EXEMPTIONS if exemption.category == category)


def reason_of(category: str, typed: str, language: str) -> str:
    """Return what is printed: the office's own words, else the ordinary reason of the category in ``language``."""
    if typed.strip() or category not in REASONED:
        return typed.strip()
    return exemptions(category)[0].text(language)
