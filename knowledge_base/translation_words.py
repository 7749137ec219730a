"""Numbers, spans of time and months in words, as folded beginnings of words, for the check of translations.

A locale that is not here is checked by its digits alone.
"""

from collections.abc import Mapping

NUMBER_WORDS: Mapping[str, Mapping[int, tuple[str, ...]]] = {
    "en": {
        **{1: ("one", "first", "once"), 2: ("two", "second", "twice", "both"), 3: ("three", "third")},
        **{
            4: ("four",),
            5: ("five", "fifth"),
            6: ("six",),
            7: ("seven",),
            8: ("eight",),
            9: ("nine", "ninth"),
        },
        **{10: ("ten",), 11: ("eleven",), 12: ("twelve", "twelfth"), 15: ("fifteen",), 16: ("sixteen",)},
        **{20: ("twenty", "twentieth"), 25: ("twenty five",), 28: ("twenty eight",)},
    },
    "ur": {
        **{1: ("ایک", "پہل"), 2: ("دو", "دونوں"), 3: ("تین", "تیسر"), 4: ("چار", "چوتھ"), 5: ("پانچ",)},
        **{
            6: ("چھ", "چھٹ"),
            7: ("سات",),
            8: ("آٹھ",),
            9: ("نو",),
            10: ("دس",),
            11: ("گیارہ",),
            12: ("بارہ",),
        },
        **{15: ("پندرہ",), 16: ("سولہ",), 20: ("بیس",), 25: ("پچیس",), 28: ("اٹھائیس",)},
    },
    "pl": {
        **{
            1: ("jed", "pierwsz", "raz"),
            2: ("dwa", "dwie", "dwo", "dwu", "drug", "oba", "oboje"),
            3: ("trz", "trze"),
        },
        **{
            4: ("czter", "czwart"),
            5: ("piec", "piat", "pieci"),
            6: ("szesc", "szost"),
            7: ("siedem", "siodm"),
        },
        **{8: ("osiem", "osmi", "osm"), 9: ("dziewiec", "dziewiat"), 10: ("dziesiec", "dziesiat")},
        **{11: ("jedenast",), 12: ("dwanas", "dwunast"), 15: ("pietnas",), 16: ("szesnas",)},
        **{20: ("dwadziescia", "dwudziest"), 25: ("dwadziescia piec",), 28: ("dwadziescia osiem",)},
    },
}

UNITS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {"day": ("day",), "week": ("week",), "month": ("month",), "year": ("year",), "hour": ("hour",)},
    "ur": {
        **{"day": ("دن", "دنوں", "روز"), "week": ("ہفت",), "month": ("ماہ", "مہین"), "hour": ("گھنٹ",)},
        **{"year": ("سال", "برس")},
    },
    "pl": {
        **{"day": ("dzien", "dni"), "week": ("tydzien", "tygodni"), "month": ("miesi",), "hour": ("godzin",)},
        **{"year": ("rok", "lat", "roczn", "letni")},
    },
}

MONTHS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        *(("january",), ("february",), ("march",), ("april",), ("may",), ("june",), ("july",), ("august",)),
        *(("september",), ("october",), ("november",), ("december",)),
    ),
    "ur": (
        *(("جنوری",), ("فروری",), ("مارچ",), ("اپریل",), ("مئی",), ("جون",), ("جولائی",), ("اگست",)),
        *(("ستمبر",), ("اکتوبر",), ("نومبر",), ("دسمبر",)),
    ),
    "pl": (
        *(("stycz",), ("lut",), ("mar",), ("kwie",), ("maj",), ("czerw",), ("lip",), ("sierp",)),
        *(("wrze",), ("pazdziernik",), ("listopad",), ("grud",)),
    ),
}
