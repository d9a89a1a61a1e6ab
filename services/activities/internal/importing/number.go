package importing

import (
	"strconv"
	"strings"
)

// readNumber reads a whole number as it is written in the Netherlands: 1234, 1.234, 12,0, -3. Points stand between
// thousands and nowhere else, for "1.5" and "1.500" must not be taken for each other.
func readNumber(cell string) (number int64, reason string) {
	digits, negative := strings.CutPrefix(cell, "-")
	whole, fraction, has := strings.Cut(digits, ",")
	if has && (fraction == "" || !allDigits(fraction)) {
		return 0, reasonNumber
	}
	groups := strings.Split(whole, ".")
	for i, group := range groups {
		wellFormed := allDigits(group) && (i == 0 || len(group) == 3) && (len(groups) == 1 || len(group) <= 3)
		if group == "" || !wellFormed {
			return 0, reasonNumber
		}
	}
	if strings.Trim(fraction, "0") != "" {
		return 0, reasonNotWhole
	}
	number, err := strconv.ParseInt(strings.Join(groups, ""), 10, 64)
	if err != nil {
		return 0, reasonNumber
	}
	if negative {
		number = -number
	}
	return number, ""
}

func allDigits(text string) bool {
	return strings.Trim(text, "0123456789") == ""
}
