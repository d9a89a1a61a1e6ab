package domain

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/deschoor/meedoen/platform/fault"
)

var (
	email = regexp.MustCompile(`[^\s@]+@[^\s@]+\.[^\s@]+`)
	// fullDate is a date in numbers, which could be read as part of a telephone number.
	fullDate = regexp.MustCompile(`\b(\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{4}-\d{2}-\d{2})\b`)
	// numbers are groups of digits with what people write between those of one number.
	numbers = regexp.MustCompile(`\+?\(?\d+(?:[\s().\-/]{1,3}\d+)*`)
	groups  = regexp.MustCompile(`\d+`)
	// threes is a number of nine digits in the groups in which people read it aloud.
	threes = regexp.MustCompile(`^\d{3}[ .\-]\d{3}[ .\-]\d{3}$`)
)

// CheckPublishable answers every sign that a text which is to be published points at somebody: what looks like an e-mail address,
// a telephone number or a citizen service number (BSN). Path is where the text stands in a request. It cannot know names.
func CheckPublishable(path, text string) (broken []fault.Field) {
	suspect := func(found bool, what string) {
		if found {
			broken = append(broken, fault.Field{
				Path: path, Reason: "PERSONAL_DATA_SUSPECTED", Text: "This looks like " + what + ", and the text is published.",
			})
		}
	}
	suspect(email.MatchString(text), "an e-mail address")
	phone, bsn := false, false
	for _, run := range numbers.FindAllString(fullDate.ReplaceAllString(text, "|"), -1) {
		international := strings.HasPrefix(run, "+")
		each(groups.FindAllString(run, -1), func(first bool, number string, parts int) {
			phone = phone || isPhone(number, international && first)
			bsn = bsn || ((parts == 1 || threes.MatchString(run)) && isBSN(number))
		})
	}
	suspect(phone, "a telephone number")
	suspect(bsn, "a citizen service number (BSN)")
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		broken = append(broken, fault.Field{Path: path, Reason: "TEXT_INVALID", Text: "This has characters that are no text."})
	}
	return broken
}

// each calls f with the digits of every row of neighbouring groups, whether it begins with the first one, and how many it joins.
func each(groups []string, f func(first bool, number string, parts int)) {
	for from := range groups {
		number := ""
		for to := from; to < len(groups) && len(number) < maxPhone; to++ {
			number += groups[to]
			f(from == 0, number, to-from+1)
		}
	}
}

// maxPhone is how many digits the longest telephone number has: with an international prefix and the zero in brackets.
const maxPhone = 14

// isPhone says whether digits are a Dutch telephone number, as at home or with the code of the country.
func isPhone(digits string, international bool) bool {
	if rest, found := strings.CutPrefix(digits, "0031"); found {
		digits, international = "31"+rest, true
	}
	if rest, found := strings.CutPrefix(digits, "31"); found && international {
		digits = "0" + strings.TrimPrefix(rest, "0")
	}
	return len(digits) == 10 && digits[0] == '0' && digits[1] != '0'
}

// isBSN says whether digits pass the test of eleven of a citizen service number.
func isBSN(digits string) bool {
	if len(digits) == 8 {
		digits = "0" + digits
	}
	if len(digits) != 9 || digits == "000000000" {
		return false
	}
	sum := 0
	for i, weight := range []int{9, 8, 7, 6, 5, 4, 3, 2, -1} {
		sum += weight * int(digits[i]-'0')
	}
	return sum%11 == 0
}
