package sepa

import (
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// Transfer is an order to a bank to pay (overboekingsopdracht).
type Transfer struct {
	ID      string // of the order, 35 characters at most: a bank refuses a second with the same
	Created time.Time
	Date    civil.Date // on which the bank is to pay
	Debtor  Party
	Lines   []Payment
}

// Party is who pays or is paid.
type Party struct {
	Name string
	IBAN string // as IBAN answers it
	BIC  string // of its bank; empty where it is not given
}

// Payment is one payment.
type Payment struct {
	ID     string // 35 characters at most; who is paid sees it
	To     Party
	Cents  int
	Remark string // what it is for, 140 characters at most
}

// Total answers what the payments come to, in cents.
func (t Transfer) Total() (cents int) {
	for _, p := range t.Lines {
		cents += p.Cents
	}
	return cents
}

// XML answers the order as pain.001.001.09.
func (t Transfer) XML() ([]byte, error) {
	count, total := len(t.Lines), amount(t.Total())
	message := document{
		Namespace: "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09",
		Header: groupHeader{
			ID: t.ID, Created: t.Created.UTC().Format("2006-01-02T15:04:05Z"), Count: count, Sum: total,
			Initiator: named{Latin(t.Debtor.Name, 70)},
		},
		Payment: paymentInformation{
			ID: t.ID, Method: "TRF", Batch: true, Count: count, Sum: total, Service: "SEPA", Date: t.Date.String(),
			Debtor: named{Latin(t.Debtor.Name, 70)}, Account: t.Debtor.IBAN, Bank: bankOf(t.Debtor), Charges: "SLEV",
		},
	}
	for _, p := range t.Lines {
		message.Payment.Transactions = append(message.Payment.Transactions, transaction{
			ID: p.ID, Amount: money{"EUR", amount(p.Cents)}, Creditor: named{Latin(p.To.Name, 70)}, Account: p.To.IBAN,
			Remark: Latin(p.Remark, 140),
		})
	}
	data, err := xml.MarshalIndent(message, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write a credit transfer: %w", err)
	}
	return append([]byte(xml.Header), append(data, '\n')...), nil
}

// CSV answers the order as a line for each payment.
func (t Transfer) CSV() ([]byte, error) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	rows := [][]string{{"payment", "date", "name", "iban", "amount", "remark"}}
	for _, p := range t.Lines {
		rows = append(rows, []string{p.ID, t.Date.String(), harmless(p.To.Name), p.To.IBAN, amount(p.Cents), p.Remark})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write a table of payments: %w", err)
	}
	return []byte(b.String()), nil
}

// harmless keeps a spreadsheet from reading a text as a formula.
func harmless(text string) string {
	if strings.ContainsAny(text[:min(len(text), 1)], "=+-@\t\r") {
		return "'" + text
	}
	return text
}

// amount writes cents as euros.
func amount(cents int) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }
