package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func TestEveryRuleThatACreditorBreaksIsToldAtOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		creditor domain.Creditor
		want     []string
	}{
		"whole": {
			domain.Creditor{Name: "Zorgfonds", Kind: domain.CareDebt, KvK: "12345678", IBAN: "NL02ABNA0123456789", Postcode: "2601 DC"},
			[]string{},
		},
		"a name alone": {domain.Creditor{Name: "Zorgfonds", Kind: domain.CareDebt}, []string{}},
		"all wrong": {
			domain.Creditor{Name: " ", KvK: "1234567", IBAN: "NL91ABNA0417164301", Postcode: "2611 SS"},
			[]string{"name NAME_MISSING", "iban IBAN_INVALID", "postcode POSTCODE_INVALID", "kvk_number KVK_INVALID"},
		},
		"letters for digits": {domain.Creditor{Name: "A", KvK: "1234567a"}, []string{"kvk_number KVK_INVALID"}},
		"two lines":          {domain.Creditor{Name: "A\nB"}, []string{"name TEXT_INVALID"}},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, tt.want, reasons(tt.creditor.Check())) })
	}
}

func TestCreditorIsKeptInOneWriting(t *testing.T) {
	c := domain.Creditor{Name: "  Zorgfonds ", IBAN: "nl91 abna 0417 1643 00", Postcode: "2601dc"}
	require.Empty(t, c.Check())
	require.Equal(t, domain.Creditor{Name: "Zorgfonds", IBAN: "NL91ABNA0417164300", Postcode: "2601 DC"}, c)
}
