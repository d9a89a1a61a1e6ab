package letters

import (
	"strings"
	"unicode"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// withoutBSN answers a text without numbers that are a citizen service number, or cannot be told from one: tax authorities and
// others use it as their reference. One in eleven other numbers of nine digits is left out with them.
func withoutBSN(text string) string {
	var safe strings.Builder
	for text != "" {
		start := strings.IndexFunc(text, unicode.IsDigit)
		if start < 0 {
			start = len(text)
		}
		safe.WriteString(text[:start])
		text = text[start:]
		end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsDigit(r) })
		if end < 0 {
			end = len(text)
		}
		number := text[:end]
		if domain.IsBSN(number) {
			number = "(nummer weggelaten)"
		}
		safe.WriteString(number)
		text = text[end:]
	}
	return safe.String()
}
