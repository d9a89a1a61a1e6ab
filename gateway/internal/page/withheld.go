package page

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// hiddenWord is what stands for a number that is not shown; why, the page says once.
const hiddenWord = "afgeschermd"

// withheldKeys answers the parts of f by one dimension that are not shown.
func withheldKeys(f *reportingv1.Figure, dimension reportingv1.FigureDimension) []string {
	var keys []string
	for _, p := range f.GetWithheldParts() {
		if p.GetDimension() == dimension && p.GetOtherDimension() == reportingv1.FigureDimension_FIGURE_DIMENSION_UNSPECIFIED {
			keys = append(keys, p.GetKey())
		}
	}
	return keys
}

// isWithheld says whether a part is.
func isWithheld(p part) bool { return p.Withheld }

// shownOf answers the parts that are not withheld.
func shownOf(parts []part) []part { return slices.DeleteFunc(slices.Clone(parts), isWithheld) }

// byKey orders parts as their keys do: by the number a key begins with, as ages have it, and then by its letters.
func byKey(a, b part) int {
	return cmp.Or(cmp.Compare(leadingNumber(a.key), leadingNumber(b.key)), strings.Compare(a.key, b.key))
}

// leadingNumber answers the number that key begins with; what begins with none comes last.
func leadingNumber(key string) int {
	end := strings.IndexFunc(key, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(key)
	}
	n, err := strconv.Atoi(key[:end])
	if err != nil {
		return int(^uint(0) >> 1)
	}
	return n
}
