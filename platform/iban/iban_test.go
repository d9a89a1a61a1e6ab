package iban_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/iban"
)

func TestAccountNumberIsCheckedByItsDigitsAndCountry(t *testing.T) {
	for text, valid := range map[string]bool{
		"NL91ABNA0417164300": true, "nl91 abna 0417 1643 00": true, "DE89370400440532013000": true, "BE68539007547034": true,
		"GB82WEST12345698765432": true, "MT84MALT011000012345MTLCAST001S": true,
		"NL92ABNA0417164300":          false, // the digits do not fit
		"NL91ABNA0417164309":          false,
		"NL91ABNA041716430":           false, // a digit short
		"US64SVBKUS6S3300958879":      false, // no country of SEPA
		"NL91ABNA041716430é":          false,
		"NL":                          false,
		"":                            false,
		"NL91-ABNA-0417-1643-00":      false,
		"BR1800360305000010009795493": false,
	} {
		number, got := iban.Parse(text)
		require.Equal(t, valid, got, text)
		if valid {
			require.Equal(t, strings.ToUpper(strings.ReplaceAll(text, " ", "")), number)
		}
	}
}

// A digit that is wrong, and two neighbours that changed places, are always found.
func TestMistypedAccountNumberIsFound(t *testing.T) {
	const right = "NL91ABNA0417164300"
	for i := range right {
		for _, digit := range "0123456789" {
			if mistyped := right[:i] + string(digit) + right[i+1:]; mistyped != right {
				_, valid := iban.Parse(mistyped)
				require.False(t, valid, mistyped)
			}
		}
		if i > 0 && right[i-1] != right[i] {
			_, valid := iban.Parse(right[:i-1] + right[i:i+1] + right[i-1:i] + right[i+1:])
			require.False(t, valid, i)
		}
	}
}
