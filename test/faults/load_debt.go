package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

func debtMakers() []maker {
	return []maker{{"fund-deposit", 7, (*world).deposit}, {"fund-reversal", 3, (*world).reverse}}
}

// deposit pays into the fund.
func (w *world) deposit(r *rand.Rand) *command {
	request := &debtcounsellingv1.CreateFundDepositRequest{RequestId: ids.New(), FundDeposit: &debtcounsellingv1.FundDeposit{
		Date: date(r), AmountCents: 1 + r.Int32N(900),
	}}
	d := request.GetFundDeposit()
	e := entry{
		kind: "ledger-entry", requestID: request.RequestId, amount: int64(d.GetAmountCents()),
		content: fmt.Sprintf("deposit %s %d", d.GetDate(), d.GetAmountCents()),
	}
	return &command{
		method: "debtcounselling.v1.FundService.CreateFundDeposit", request: request,
		settled: func(answer proto.Message, open bool) {
			if made, done := answer.(*debtcounsellingv1.FundEntry); done {
				e.id = made.GetId()
				w.journal.acknowledged(e)
				w.put("reverse", fmt.Sprintf("%s %d", e.id, e.amount))
			} else if open {
				w.journal.unknown(e)
			}
		},
	}
}

// reverse undoes a deposit, once.
func (w *world) reverse(r *rand.Rand) *command {
	what, ok := w.take("reverse", r)
	if !ok {
		return nil
	}
	id, amount, _ := strings.Cut(what, " ")
	cents, err := strconv.ParseInt(amount, 10, 64)
	if err != nil {
		panic(err) // this program put something else there
	}
	request := &debtcounsellingv1.CreateFundReversalRequest{RequestId: ids.New(), FundEntryId: id}
	e := entry{
		kind: "ledger-entry", requestID: request.RequestId, amount: -cents, content: fmt.Sprintf("reversal of %s %d", id, -cents),
	}
	return &command{
		method: "debtcounselling.v1.FundEntryService.CreateFundReversal", request: request,
		settled: func(answer proto.Message, open bool) {
			if made, done := answer.(*debtcounsellingv1.FundEntry); done {
				e.id = made.GetId()
				w.journal.acknowledged(e)
			} else if open {
				w.journal.unknown(e)
			}
		},
	}
}
