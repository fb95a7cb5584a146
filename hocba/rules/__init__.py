"""The assessment circulars as pure functions over numpy arrays.  Imports nothing else of ours.

    regime = regime_for("lower_secondary", 7, 2025)      # by level, grade and school year
    results = regime.compute(given)                      # dict of arrays in, dict of arrays out
    regime.explain("learning_year", given, row=3)        # why pupil 3 has that level

**Axes.**  The pupil axis P comes first.  S: scored subjects (TT 22, 43, 58) or subjects and
activities (TT 27); C: comment subjects (TT 22, 58); K and J: regular slots of a scored or comment
subject; D and E: KTđk of either (TT 58 of 2011); Q: phẩm chất; N: năng lực.  "PSK" means an array of shape (pupils, subjects, slots).  All arrays of a
call share the sizes of their axes; a mask or count may be given as (S,) for all pupils.

**Values.**  Marks are int16 tenths (84 is 8,4; TT 27 test marks are multiples of 10).  Levels are
int8 indices of their scale in `levels`, worst first, so "at least Đạt" is `>= 1`.  Masks are bool.
Floats are refused.  Negative values are states, never levels:
`MISSING` = `INCOMPLETE` -1 (not entered / cannot be concluded), `EXEMPT` -2, `NEEDS_DECISION` -3
(a person must decide), `NOT_APPLICABLE` -4 (nothing to conclude, e.g. no re-assessment),
`NOT_TAKEN` -5 (not a subject of this pupil), `BY_PLAN` -6 (by an individual plan).
A zero by decision is given as 0 with its `*_by_decision_*` mask, which the why-tree reads, and by
one reading of `missing_regular_mark` the averages of TT 22 and TT 43 too.
Exempt, not taken and by plan are given by masks, which win over any mark.

**Names.**  Per term a column ends in `_1`, `_2`, for the year in `_year`.  Masks of both terms may
be given once without the ending (`exempt`, `comment_exempt`, `tx_expected`).  A derived column may
be given too and is then taken as it is.  Whatever follows from what is given is computed; the rest
is absent from the result.  Label arrays `subjects`, `comment_subjects` (codes) and
`subject_names`, `comment_subject_names` name the subject axes in explanations.
`decrees` (P objects) names for explanations the decisions of the head: {"learning_year": "Quyết
định số …", "average_year.TOAN": …}.

TT 22 given: `tx_t` PSK, `gk_t` `ck_t` PS, `tx_expected_t` PS; `comment_tx_t` PCJ, `comment_gk_t`
`comment_ck_t` PC; `conduct_t` P; `absences` P; `grade` P; re-assessed `average_again` PS,
`comment_again` PC, `conduct_again` P.  Masks, all optional, on S and with `comment_` before them on
C: `exempt_t`, `taken_t` (default: all; the subjects a pupil of a THPT class chose), `by_plan_t`.
Electives on S: `elective` (follows from the codes NN2, TDTTS), `elective_counted` (1, 0, or -1: by
the setting).  What the head decided where the rules conclude nothing: `average_decided` PS,
`comment_decided` PC, `conduct_decided` P (all of the year), `learning_decided_p` and
`learning_decided_after`, `promotion_decided`, `promotion_after_decided` P;
`head_decides` P: the head decides the promotion of this pupil (Điều 12 khoản 4).
TT 22 derived: `average_t` `average_year` PS; `comment_t` `comment_year` PC; `base_p` `culprit_p`
`adjusted_p` `learning_p` P (p: 1, 2, year); `conduct_year`, `promotion`, `award` P; `retest` PS,
`comment_retest` PC; `average_after` PS, `comment_after` PC, `learning_after`, `promotion_after`,
`completion` P.

TT 43 is as TT 22 without anything on C; also `conduct_exempt` P (this learner is not assessed in
rèn luyện: `conduct_year` is EXEMPT).  Topic scores are regular slots, after the others.

TT 58 as amended (code "TT58+TT26") is given what TT 22 is, without electives; the number of regular
assessments of comment subjects is given too (`comment_tx_expected_t` PC).  Also `specialised` PS
(môn chuyên), and `key` S (Toán, Ngữ văn, Ngoại ngữ), which follows from the codes in `subjects`:
without either there is no học lực.  `conduct_decided` is the conduct of the year, which people
decide; without it `conduct_year` is the proposal.  `conduct_t`, `conduct_year` and `learning_p` have
scales of their own.  Derived as TT 22 but no `completion`; also `gpa_p` (mean of all subjects),
`gpa_after`, and titles of the terms `award_1`, `award_2` beside `award` of the year; `retest` and
`comment_retest` are the subjects the pupil may choose from.
TT 58 of 2011 (code "TT58") has `dk_t` PSD with `dk_expected_t` PS (and `comment_dk_t` PCE,
`comment_dk_expected_t` PC) instead of gk; `ck_t` is the KThk.

TT 27 given, at the times gk_1, ck_1, gk_2, ck_2 (cuối năm): `muc_*` `kt_*` `kt_expected_*` PS,
`quality_*` PQ, `competency_*` PN; `exempt` PS; `grade` P; `outstanding_or_progress`,
`class_recognised` P; re-assessed `muc_again` `kt_again` PS, `quality_again` PQ,
`competency_again` PN.
TT 27 also takes `individual_plan` P, `by_plan` PS (assessed by comment only) and `flexible_class` P
(tests in Tiếng Việt and Toán only, known by `subjects`), all of Điều 8; `overall_decided` and
`overall_after_decided` P are the head's.  TT 27 derived, all P but the second:
`overall`, `class_completion`, `primary_completion`, `award`, `overall_after`, `completion_after`,
`overall_final`; `kt_printed` PS.
TT 30 takes the same but nothing re-assessed; derived P: `award`, `class_completion`.

Kindergarten (MN) given, G goals, T times of weighing: `goal` PG, `sex` P, `age_days` `age_months`
PT, `weight` `height` PT in tenths of kg and cm.  Derived: `goals_assessed`, `goals_reached` P;
`measure_interval`, `weight_for_age`, `height_for_age`, `weight_for_height`, `bmi_for_age` PT, and
each of the last four with `_z`, hundredths of SD counted from `exact.SD_ZERO`.
TT 23 given `indicator` PI (120), derived `reached` P, `reached_in_domain` PD.
"""

from __future__ import annotations

from .exact import BadInput, RuleError, show_tenths
from .levels import (
    BY_PLAN,
    EXEMPT,
    INCOMPLETE,
    MISSING,
    NEEDS_DECISION,
    NOT_APPLICABLE,
    NOT_TAKEN,
    Scale,
)
from .regime import Computed, Regime, Slot
from .score import Parsed
from .which import NoRegime, Pack, regime_by_name, regime_for
from .why import Why

__all__ = [
    "BY_PLAN",
    "EXEMPT",
    "INCOMPLETE",
    "MISSING",
    "NEEDS_DECISION",
    "NOT_APPLICABLE",
    "NOT_TAKEN",
    "BadInput",
    "Computed",
    "NoRegime",
    "Pack",
    "Parsed",
    "Regime",
    "RuleError",
    "Scale",
    "Slot",
    "Why",
    "regime_by_name",
    "regime_for",
    "show_tenths",
]
