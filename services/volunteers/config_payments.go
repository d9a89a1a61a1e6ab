package volunteers

import (
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/iban"
	"github.com/deschoor/meedoen/services/volunteers/internal/sepa"
)

// Payments is from whose account volunteers are paid. Without it the service runs, and makes no payment batches.
type Payments struct {
	DebtorName string `koanf:"debtor-name" doc:"Name of the account that volunteers are paid from, as the bank has it."`
	DebtorIBAN string `koanf:"debtor-iban" doc:"IBAN of the account that volunteers are paid from."`
	DebtorBIC  string `koanf:"debtor-bic" doc:"BIC of the bank of that account. Empty: banks of the SEPA area find it by the IBAN."`
}

// validate answers what is wrong with what is set.
func (p Payments) validate() (problems []config.Problem) {
	if _, valid := iban.Parse(p.DebtorIBAN); p.DebtorIBAN != "" && !valid {
		problems = append(problems, config.Problem{Key: "payments.debtor-iban", Text: "is no IBAN of the SEPA area"})
	}
	if p.DebtorBIC != "" && !sepa.IsBIC(p.DebtorBIC) {
		problems = append(problems, config.Problem{Key: "payments.debtor-bic", Text: "is no BIC; write it as ABNANL2A"})
	}
	if (p.DebtorName == "") != (p.DebtorIBAN == "") {
		problems = append(problems, config.Problem{Key: "payments", Text: "has a debtor-name and a debtor-iban, or neither"})
	}
	return problems
}

func (p Payments) debtor() sepa.Party {
	number, _ := iban.Parse(p.DebtorIBAN)
	return sepa.Party{Name: p.DebtorName, IBAN: number, BIC: p.DebtorBIC}
}
