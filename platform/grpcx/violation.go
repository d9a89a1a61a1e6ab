package grpcx

import (
	"strings"
	"unicode"

	"buf.build/go/protovalidate"
)

// maxReason is how long a reason may be (AIP-193).
const maxReason = 63

// reasonOf answers the reason that stands for a rule: "string.pattern" is STRING_PATTERN.
func reasonOf(rule string) string {
	reason := strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToUpper(r)
		}
		return '_'
	}, rule)
	if reason == "" {
		return "RULE_BROKEN"
	}
	return reason[:min(len(reason), maxReason)]
}

// textOf says in a sentence what is wrong with a field. The library's own texts speak to programmers, so the commonest
// are put in plain words; none repeats the value, which may be about a person.
func textOf(v *protovalidate.Violation) string {
	switch v.Proto.GetRuleId() {
	case "required":
		return "Must be given."
	case "string.min_len":
		if v.RuleValue.Uint() == 1 {
			return "Must not be empty."
		}
	case "enum.defined_only":
		return "Must be one of the values that are defined."
	case "enum.not_in":
		if v.FieldValue.Enum() == 0 {
			return "Must be given."
		}
	case "string.pattern":
		return "Must have the form " + v.RuleValue.String() + "."
	}
	return sentence(v.Proto.GetMessage())
}

func sentence(message string) string {
	message = strings.TrimPrefix(message, "value ")
	if message == "" {
		return "Breaks a rule."
	}
	return strings.ToUpper(message[:1]) + strings.TrimSuffix(message[1:], ".") + "."
}
