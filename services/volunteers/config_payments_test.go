package volunteers_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/volunteers"
)

func TestEachWrongSettingOfPaymentsIsAProblem(t *testing.T) {
	limits := filepath.Join(t.TempDir(), "limits.csv")
	require.NoError(t, os.WriteFile(limits, []byte("year,hour_from_21_cents,hour_under_21_cents,month_cents,year_cents,source\n"+
		"2026,,,21000,210000,the payroll desk\n"), 0o600))
	tests := map[string]struct {
		change func(*volunteers.Config)
		want   string // the key of the problem, "" for none
	}{
		"nothing":          {func(*volunteers.Config) {}, ""},
		"own limits":       {func(c *volunteers.Config) { c.Limits = limits }, ""},
		"absent limits":    {func(c *volunteers.Config) { c.Limits = limits + "x" }, "allowance-limits"},
		"an account":       {func(c *volunteers.Config) { c.Payments = account("NL91 ABNA 0417 1643 00", "ABNANL2A") }, ""},
		"without a BIC":    {func(c *volunteers.Config) { c.Payments = account("NL91ABNA0417164300", "") }, ""},
		"mistyped":         {func(c *volunteers.Config) { c.Payments = account("NL91ABNA0417164301", "") }, "payments.debtor-iban"},
		"no BIC":           {func(c *volunteers.Config) { c.Payments = account("NL91ABNA0417164300", "abna") }, "payments.debtor-bic"},
		"a name alone":     {func(c *volunteers.Config) { c.Payments = account("", "") }, "payments"},
		"a number of none": {func(c *volunteers.Config) { c.Payments.DebtorIBAN = "NL91ABNA0417164300" }, "payments"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := volunteers.Defaults()
			tt.change(&c)
			var got []string
			for _, p := range c.Validate() {
				got = append(got, p.Key)
			}
			if tt.want == "" {
				require.Empty(t, got)
				return
			}
			require.Equal(t, []string{tt.want}, got)
		})
	}
}

func account(iban, bic string) volunteers.Payments {
	return volunteers.Payments{DebtorName: "Welzijn Voorbeeld", DebtorIBAN: iban, DebtorBIC: bic}
}
