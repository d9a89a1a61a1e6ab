package domain

import "strings"

// IsMunicipality says whether a text is the code of a municipality as CBS writes it, such as GM0034.
func IsMunicipality(code string) bool {
	number, is := strings.CutPrefix(code, "GM")
	return is && isDigits(number, 4)
}

// IsKvK says whether a text is a number of the trade register (KvK-nummer): eight digits. No check digit of it is known.
func IsKvK(number string) bool { return isDigits(number, 8) }

// isDigits says whether a text is so many digits.
func isDigits(text string, length int) bool {
	return len(text) == length && strings.Trim(text, "0123456789") == ""
}
