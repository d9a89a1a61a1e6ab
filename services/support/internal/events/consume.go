package events

import (
	"context"
	"database/sql"
	"fmt"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/outbox"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

// Types are the types of the events that are read of a service that referrals are for.
func Types(service string) []string { return []string{outbox.Type(service, "referral.saved")} }

// Follower has what follows from what whom referrals are for tells of them, in the transaction of the consumer.
type Follower func(ctx context.Context, tx *sql.Tx, from domain.ReferralTarget, news []domain.ReferralNews) error

// Handler reads what a service tells of the referrals to it, and has others follow. It reads those of every sender: whose they
// are is known where they are kept.
func Handler(from domain.ReferralTarget, follow Follower) inbox.Handler {
	return func(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error {
		news := make([]domain.ReferralNews, len(events))
		for i, e := range events {
			one, err := readReferral(e)
			if err != nil {
				return inbox.Poison(fmt.Errorf("%s: %w", e.Type, err))
			}
			news[i] = one
		}
		return follow(ctx, tx, from, news)
	}
}

func readReferral(e cloudevent.Event) (n domain.ReferralNews, err error) {
	var m referralsv1.ReferralSaved
	if err := proto.Unmarshal(e.Data, &m); err != nil {
		return n, err
	}
	n = domain.ReferralNews{
		Reference: m.GetReference(), ReceiverID: m.GetId(), Version: m.GetVersion(),
		State:         domain.ReferralState(enums.Text(m.GetState())),
		DeclineReason: enums.Text(m.GetDeclineReason()), ResultID: m.GetResultId(),
	}
	if n.ReceiverID == "" || n.Reference == "" || n.Version < 1 {
		return n, fmt.Errorf("id %q with version %d names nothing", n.ReceiverID, n.Version)
	}
	if n.State == "" || n.State == domain.ReferralSending {
		return n, fmt.Errorf("nothing that arrived is %s", m.GetState())
	}
	if (n.State == domain.ReferralDeclined) != (n.DeclineReason != "") {
		return n, fmt.Errorf("it is %s with reason %q", n.State, n.DeclineReason)
	}
	if n.State.Open() && m.GetDecideDate() == "" {
		return n, nil
	}
	n.Date, err = civil.ParseDate(m.GetDecideDate())
	return n, err
}
