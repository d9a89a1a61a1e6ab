package handover_test

import (
	"context"
	"database/sql"
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/handover"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
)

func now() time.Time { return time.Date(2022, 6, 15, 12, 0, 0, 0, time.UTC) }

// rig is an inbox with databases of its own.
type rig struct {
	handover.Inbox
	keys string // the address of the database of keys
}

func onBoth(t *testing.T, test func(t *testing.T, r *rig)) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		register, err := areas.Parse(areas.Almere)
		require.NoError(t, err)
		r := &rig{keys: engine.URL(t, privacy.Migrations())}
		r.Inbox = handover.Inbox{
			DB: engine.Open(t, nil), Clock: testkit.NewClock(now()), Zone: time.UTC, Areas: register, Privacy: openKeys(t, r.keys),
			Service: "kitchen", Object: "order",
		}
		r.Timers, err = schedule.New(schedule.Config{DB: r.DB, Clock: r.Clock, Log: slog.New(slog.DiscardHandler)})
		require.NoError(t, err)
		test(t, r)
	})
}

func openKeys(t *testing.T, url string) *privacy.Privacy {
	key := func(letter string) config.Secret {
		return config.NewSecret(base64.StdEncoding.EncodeToString([]byte(strings.Repeat(letter, 32))))
	}
	keys, err := privacy.Open(t.Context(), privacy.Config{
		Key: key("a"), CountingKey: key("c"), Database: config.NewSecret(url),
	}, testkit.NewClock(now()), sqldb.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, keys.Close()) })
	return keys
}

// method is a call to a method, for which there needs no server.
type method struct{ grpc.ServerTransportStream }

func (method) Method() string { return "/kitchen.v1.Kitchen/Call" }

// call answers the context of a call of somebody.
func call(t *testing.T, actor string) context.Context {
	ctx := auth.With(t.Context(), &auth.Identity{Subject: actor})
	ctx, _ = processinglog.Begin(ctx, "/kitchen.v1.Kitchen/Call", "kitchen/orders")
	return grpc.NewContextWithServerTransportStream(ctx, method{})
}

// referral answers one that may be delivered, changed by change.
func referral(reference string, change ...func(*referralsv1.IncomingReferral)) *referralsv1.IncomingReferral {
	m := &referralsv1.IncomingReferral{
		Reference: reference, Referrer: "anna", ReferDate: "2022-06-14", ConsentDate: proto.String("2022-06-13"), Urgent: true,
		WantedId: "soup", Purpose: "She is hungry, secretly.",
		Person: &referralsv1.ReferredPerson{
			GivenName: "Dieuwertje", Surname: "van Xanten", BirthDate: proto.String("1990-05-06"), Email: "d@xanten.example",
			Telephone: "06 1357 9246", WijkCode: "WK003401", WijkYear: 2022,
		},
	}
	for _, c := range change {
		c(m)
	}
	return m
}

func (r *rig) arrives(t *testing.T, reference string) *referralsv1.IncomingReferral {
	t.Helper()
	m, err := r.TakeIn(call(t, "support"), referral(reference))
	require.NoError(t, err)
	return m
}

func (r *rig) get(t *testing.T, id string) *referralsv1.IncomingReferral {
	t.Helper()
	m, err := r.Get(call(t, "cook"), id)
	require.NoError(t, err)
	return m
}

// accept decides in a transaction of its own, and destroys nothing.
func (r *rig) accept(t *testing.T, id string) error {
	h, err := r.Open(call(t, "cook"), id)
	if err != nil {
		return err
	}
	deciding := r.Deciding(call(t, "cook"), h)
	return r.DB.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := deciding.Accept(ctx, tx, handover.Decision{Date: h.Refer, Result: "dish", Decider: "cook"})
		return err
	})
}

func (r *rig) decline(t *testing.T, id string) error {
	h, err := r.Open(call(t, "cook"), id)
	if err != nil {
		return err
	}
	deciding := r.Deciding(call(t, "cook"), h)
	return r.DB.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := deciding.Decline(ctx, tx, handover.Decision{Date: h.Refer, Reason: "no_capacity", Decider: "cook"})
		return err
	})
}

// all answers every row of a table.
func (r *rig) all(t *testing.T, table string) (list []string) {
	t.Helper()
	rows, err := r.DB.Read().QueryContext(t.Context(), "SELECT * FROM "+table+" ORDER BY id")
	require.NoError(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	require.NoError(t, err)
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		require.NoError(t, rows.Scan(targets...))
		list = append(list, fmt.Sprintf("%q", values))
	}
	require.NoError(t, rows.Err())
	return list
}

// events answers the events that were published, in order.
func (r *rig) events(t *testing.T) (list []*referralsv1.ReferralSaved) {
	t.Helper()
	rows, err := r.DB.Read().QueryContext(t.Context(), "SELECT type, data FROM outbox ORDER BY id")
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var kind string
		var data []byte
		require.NoError(t, rows.Scan(&kind, &data))
		require.Equal(t, "nl.welzijn.kitchen.referral-saved.v1", kind)
		m := &referralsv1.ReferralSaved{}
		require.NoError(t, proto.Unmarshal(data, m))
		list = append(list, m)
	}
	require.NoError(t, rows.Err())
	return list
}

// state is all that the inbox keeps.
func (r *rig) state(t *testing.T) (state []string) {
	for _, table := range []string{"handover", "outbox", "processing_log", "audit_log"} {
		state = append(state, r.all(t, table)...)
	}
	return state
}

// refuses checks that err is a fault with a reason and fields, each as "path REASON".
func refuses(t *testing.T, err error, reason string, fields ...string) {
	t.Helper()
	var refused *fault.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, reason, refused.Reason)
	var got []string
	for _, f := range refused.Fields {
		require.NotEmpty(t, f.Text)
		got = append(got, f.Path+" "+f.Reason)
	}
	require.ElementsMatch(t, fields, got)
}

// hasKey says whether the key of something that was handed over is there.
func (r *rig) hasKey(t *testing.T, id string) bool {
	t.Helper()
	keys, err := r.Privacy.Vault(r.Service).Keys(t.Context(), id)
	require.NoError(t, err)
	_, err = keys.Seal(id, id, "name", nil)
	return err == nil
}

// keysLeft answers how many keys there are.
func (r *rig) keysLeft(t *testing.T) (n int) {
	t.Helper()
	db := testkit.OpenDB(t, r.keys)
	require.NoError(t, db.Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM subject_key").Scan(&n))
	return n
}
