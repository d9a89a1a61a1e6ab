package events_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
)

// declined is what a service tells of a referral that it did not take on.
func declined() *referralsv1.ReferralSaved {
	return &referralsv1.ReferralSaved{
		Id: "x", Version: 2, Reference: "r", Sender: "support", State: referralsv1.ReferralState_REFERRAL_STATE_DECLINED,
		DecideDate: "2026-11-26", DeclineReason: referralsv1.ReferralDeclineReason_REFERRAL_DECLINE_REASON_NO_CAPACITY,
	}
}

// hear has a batch handled, and answers what followers were told.
func hear(t *testing.T, batch ...cloudevent.Event) (told []domain.ReferralNews, err error) {
	t.Helper()
	err = events.Handler(domain.ToVolunteers, func(
		_ context.Context, _ *sql.Tx, from domain.ReferralTarget, news []domain.ReferralNews,
	) error {
		require.Equal(t, domain.ToVolunteers, from)
		told = news
		return nil
	})(t.Context(), nil, batch)
	return told, err
}

func saved(t *testing.T, m *referralsv1.ReferralSaved) cloudevent.Event {
	t.Helper()
	data, err := proto.Marshal(m)
	require.NoError(t, err)
	return cloudevent.Event{ID: m.GetId(), Type: events.Types("volunteers")[0], Data: data}
}

func TestNewsOfReferralsIsReadInOrder(t *testing.T) {
	require.Equal(t, []string{"nl.welzijn.volunteers.referral-saved.v1"}, events.Types("volunteers"))
	waiting := declined()
	waiting.Version, waiting.State, waiting.DecideDate, waiting.DeclineReason = 1, referralsv1.ReferralState_REFERRAL_STATE_WAITING, "", 0
	accepted := declined()
	accepted.State, accepted.DeclineReason, accepted.ResultId = referralsv1.ReferralState_REFERRAL_STATE_ACCEPTED, 0, "v"
	told, err := hear(t, saved(t, waiting), saved(t, declined()), saved(t, accepted))
	require.NoError(t, err)
	day := civil.Date{Year: 2026, Month: 11, Day: 26}
	require.Equal(t, []domain.ReferralNews{
		{Reference: "r", ReceiverID: "x", Version: 1, State: domain.ReferralWaiting},
		{Reference: "r", ReceiverID: "x", Version: 2, State: domain.ReferralDeclined, Date: day, DeclineReason: "no_capacity"},
		{Reference: "r", ReceiverID: "x", Version: 2, State: domain.ReferralAccepted, Date: day, ResultID: "v"},
	}, told)
}

func TestNewsThatCannotBeReadIsItsOwnFault(t *testing.T) {
	with := func(change func(*referralsv1.ReferralSaved)) cloudevent.Event {
		m := declined()
		change(m)
		return saved(t, m)
	}
	for name, e := range map[string]cloudevent.Event{
		"no message":   {Type: events.Types("volunteers")[0], Data: []byte("no message")},
		"no id":        with(func(m *referralsv1.ReferralSaved) { m.Id = "" }),
		"no version":   with(func(m *referralsv1.ReferralSaved) { m.Version = 0 }),
		"no reference": with(func(m *referralsv1.ReferralSaved) { m.Reference = "" }),
		"no state":     with(func(m *referralsv1.ReferralSaved) { m.State = 0 }),
		"on its way": with(func(m *referralsv1.ReferralSaved) {
			m.State = referralsv1.ReferralState_REFERRAL_STATE_SENDING
		}),
		"no reason":     with(func(m *referralsv1.ReferralSaved) { m.DeclineReason = 0 }),
		"no date":       with(func(m *referralsv1.ReferralSaved) { m.DecideDate = "" }),
		"no real date":  with(func(m *referralsv1.ReferralSaved) { m.DecideDate = "2026-02-30" }),
		"another's why": with(func(m *referralsv1.ReferralSaved) { m.State = referralsv1.ReferralState_REFERRAL_STATE_ACCEPTED }),
	} {
		told, err := hear(t, saved(t, declined()), e)
		require.IsType(t, inbox.Poison(nil), err, name)
		require.Empty(t, told, name)
	}
}
