// Package disclosure withholds counts of a publication so that nobody is recognised in a small one: statistical disclosure
// control by cell suppression. It is pure: it reads counts and what adds up to what, and answers which of them not to show.
//
// # What is withheld
//
// A count of 1 up to and including Threshold-1 is small and withheld ([Small]). Ten is the default, as at UK LLC (counts below
// 10, guidebook.ukllc.ac.uk), the partners of CO-CONNECT and the Washington State Department of Health (non-zero counts below
// 10); CBS asks for more where incomes are published, others for three or five (OECD glossary, "threshold rule"). Zero is
// shown, unlike at UK LLC and as in Washington: it is about nobody, and a reader who may not see it would take every empty
// place for a small one. A percentage goes with its numerator and its denominator ([Percentage]).
//
// A small count can be told from its total and the other parts, so others go too ([Complement]), few and small ones first,
// totals last, never zeros.
//
// # Whom it withstands
//
// The reader has every count that is shown, now and in the earlier editions, knows all relations, the threshold and the rule
// that zeros are shown (so what is withheld is at least 1), and computes with whole numbers. What this reader can find out of
// a small count is an interval, which must hold at least Threshold values and reach up to Threshold: it tells neither how small
// the count is nor that it is small. In the words of Fischetti and Salazar (Models and algorithms for optimizing cell
// suppression in tabular data with linear constraints, JASA 95, 2000) that is a sliding protection level of Threshold-1 and
// an upper one that reaches Threshold. What the reader finds out of a count that went only for the sake of others is more than
// one value.
//
// # How that is known
//
// For each end of each interval the package makes a witness: whole numbers for everything that is withheld, with which all
// relations hold and nothing that is shown changes. Each is checked to the last unit before a result is answered. A witness
// proves what no rounding of a linear programme can. It is found as alternating paths through the relations (Cox, Network
// models for complementary cell suppression, JASA 90, 1995), which is exact where each cell has two equations and a heuristic
// elsewhere; where none is found more is withheld, in the end everything ([Coarse]).
//
// # What it does not withstand
//
// A reader who knows some of the withheld counts, for example because they are about the reader; one who reasons from which
// of several choices this program makes (Wong and others, Minimality attack in privacy preserving data publishing, VLDB 2007);
// overlaps between editions that nobody declared; and what is said of everybody in a large count (all of the 40 are X).
package disclosure
