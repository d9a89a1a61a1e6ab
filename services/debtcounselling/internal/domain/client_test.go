package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func TestCitizenServiceNumbersPassTheElevenTest(t *testing.T) {
	for _, valid := range []string{
		"111222333", "211551557", "999990007", "999990019", "999990020", "999990032", "999990044", "999990056", "999990068",
		"999990081", "999990093", "999990111", "000000012", "000000024", "11122233" + "3", "00000012",
	} {
		require.True(t, domain.IsBSN(valid), valid)
	}
	for _, invalid := range []string{
		"111252333", "123456789", "987654321", "000000000", "", "1234", "1112223334", "11122233a", " 11222333", "١١١٢٢٢٣٣٣",
	} {
		require.False(t, domain.IsBSN(invalid), invalid)
	}
}

func TestOneWrongDigitIsNoCitizenServiceNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := []byte(rapid.SampledFrom([]string{"111222333", "211551557", "999990007"}).Draw(t, "number"))
		at := rapid.IntRange(0, 8).Draw(t, "at")
		digit := byte(rapid.IntRange(0, 9).Draw(t, "digit")) + '0'
		if digit == number[at] {
			return
		}
		number[at] = digit
		require.False(t, domain.IsBSN(string(number)))
	})
}

func TestPostalCodes(t *testing.T) {
	for _, valid := range []string{"2601 DC", "1315AB", "9999 ZZ"} {
		require.True(t, domain.IsPostcode(valid), valid)
	}
	for _, invalid := range []string{"2611 SS", "26112 ET", "0611 AB", "2611 SA", "2611 SD", "2611 a", "2611  AB", ""} {
		require.False(t, domain.IsPostcode(invalid), invalid)
	}
	require.Equal(t, "1315 AB", domain.TidyPostcode(" 1315ab "))
}

func TestClientAnswersEveryRuleItBreaks(t *testing.T) {
	register, err := areas.Parse(areas.Almere)
	require.NoError(t, err)
	c := domain.Client{
		Person:  person.Person{Email: "geen adres", Birth: person.Birth{Date: date(t, "2027-01-01")}},
		Address: domain.Address{HouseNumber: "0", Postcode: "12 AB", City: "Almere\nHaven"},
		Wijk:    areas.Wijk{Code: "WK999999", Edition: 2022}, BSN: "123456789",
	}
	require.ElementsMatch(t, []string{
		"surname NAME_MISSING", "birth_date BIRTH_DATE_IN_FUTURE", "email EMAIL_INVALID", "city TEXT_INVALID",
		"postcode POSTCODE_INVALID", "house_number HOUSE_NUMBER_INVALID", "wijk_code WIJK_UNKNOWN", "bsn BSN_INVALID",
	}, reasons(c.Check(date(t, "2026-11-26"), register, true)))
	require.Contains(t, reasons(c.Check(date(t, "2026-11-26"), register, false)), "bsn BSN_NOT_ALLOWED")
}
