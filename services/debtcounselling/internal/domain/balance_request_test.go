package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// asked answers claims of a trajectory, by id: two of one creditor, one of another, one of a person, one that ended.
func asked(t testing.TB) map[string]domain.Claim {
	claims := map[string]domain.Claim{}
	for id, creditor := range map[string]string{"a": "x", "b": "y", "c": "z", "d": "", "e": "", "ended": "x"} {
		c := aClaim(t)
		c.ID, c.CreditorID = id, creditor
		claims[id] = c
	}
	b, ended := claims["b"], claims["ended"]
	b.AgencyID, ended.State, ended.End = "x", domain.ClaimSettled, date(t, "2026-11-21")
	claims["b"], claims["ended"] = b, ended
	return claims
}

func TestRequestGoesToOneCreditorForClaimsThatAreOpen(t *testing.T) {
	for name, tt := range map[string]struct {
		claims []string
		on     string
		want   []string
	}{
		"a creditor and who it collects for": {[]string{"a", "b"}, "2026-11-26", []string{}},
		"a person":                           {[]string{"d"}, "2026-11-26", []string{}},
		"two persons":                        {[]string{"d", "e"}, "2026-11-26", []string{"claim_ids[1] CREDITORS_SEVERAL"}},
		"nobody":                             {nil, "2026-11-26", []string{"claim_ids CLAIM_UNKNOWN"}},
		"all wrong": {[]string{"a", "a", "c", "ended", "f"}, "2026-11-27", []string{
			"date DATE_IN_FUTURE", "claim_ids[1] CLAIM_TWICE", "claim_ids[2] CREDITORS_SEVERAL", "claim_ids[3] CLAIM_NOT_OPEN",
			"claim_ids[4] CLAIM_UNKNOWN",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			r := domain.BalanceRequest{ClaimIDs: tt.claims, Date: date(t, tt.on)}
			require.Equal(t, tt.want, reasons(r.Check(asked(t), date(t, "2026-11-26"))))
		})
	}
}

func TestAnswerTellsTheBalanceOfEachClaimOrWhyNot(t *testing.T) {
	on := date(t, "2026-11-26")
	balance := func(claim, on string) domain.ClaimBalance {
		return domain.ClaimBalance{ClaimID: claim, Amount: 7, Date: date(t, on)}
	}
	for name, tt := range map[string]struct {
		answer domain.BalanceAnswer
		want   []string
	}{
		"whole": {domain.BalanceAnswer{
			Date: on, Agrees: true, Balances: []domain.ClaimBalance{balance("a", "2026-11-25"), balance("b", "2026-11-25")},
		}, []string{}},
		"no co-operation": {domain.BalanceAnswer{Date: on, NoCooperation: "client_unknown"}, []string{}},
		"no co-operation that agrees": {
			domain.BalanceAnswer{Date: on, NoCooperation: "client_unknown", Agrees: true},
			[]string{"answer.no_cooperation ANSWER_CONTRADICTS"},
		},
		"before it was asked, and not all": {domain.BalanceAnswer{
			Date: date(t, "2026-11-22"), Balances: []domain.ClaimBalance{balance("a", "2026-11-19")},
		}, []string{"answer.date BEFORE_REQUEST", "answer.balances[0].date BEFORE_LAST_BALANCE", "answer.balances BALANCE_MISSING"}},
		"of others, twice, tomorrow": {domain.BalanceAnswer{
			Date: date(t, "2026-11-27"), Balances: []domain.ClaimBalance{
				balance("c", "2026-11-25"), balance("a", "2026-11-25"), balance("a", "2026-11-27"), balance("b", "2026-11-25"),
			},
		}, []string{
			"answer.date DATE_IN_FUTURE", "answer.balances[0].claim_id CLAIM_NOT_ASKED", "answer.balances[2].claim_id CLAIM_TWICE",
			"answer.balances[2].date DATE_IN_FUTURE",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			r := domain.BalanceRequest{ClaimIDs: []string{"a", "b"}, Date: date(t, "2026-11-23"), State: domain.BalanceAsked}
			changed, err := r.Answer(tt.answer, asked(t), on)
			require.Equal(t, tt.want, reasonsOf(t, err))
			if err == nil {
				require.Len(t, changed, len(tt.answer.Balances))
				_, err = r.Answer(tt.answer, asked(t), on)
				require.Equal(t, []string{"BALANCE_REQUEST_ANSWERED"}, reasonsOf(t, err))
			}
		})
	}
}
