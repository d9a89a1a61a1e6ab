package events_test

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/disclosure"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/testkit"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/edition"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/signing"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// restore has events of the service itself read back.
func restore(r *rig, list ...cloudevent.Event) error {
	return r.db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		return events.RestorePublications(ctx, tx, list)
	})
}

// frozenAt answers an edition of a year of which one small number is withheld, published at a time and signed by the key of seed.
func frozenAt(t *testing.T, year, number int32, at time.Time, seed byte) store.Edition {
	t.Helper()
	frozen := edition.Frozen{
		Account: &reportingv1.Account{Year: year, Figures: []*reportingv1.Figure{{
			Indicator: "visits", Value: proto.Int32(100 + number), Stadsdelen: []*reportingv1.FigurePart{{Key: "haven", Value: 3}},
			Target: &reportingv1.FigureTarget{Value: 90},
		}}},
		Withheld: domain.Withheld{{Indicator: "visits", Level: domain.ByStadsdeel.Alone(), Part: "haven"}: disclosure.Small},
	}
	public := frozen.Public()
	edition.WithoutTargets(public)
	public.Edition = number
	public.Editions = []*reportingv1.AccountEdition{{Year: year, Edition: number, PublishTime: timestamppb.New(at)}}
	payload, err := edition.JSON(public)
	require.NoError(t, err)
	key, err := signing.New(ed25519.NewKeyFromSeed(append(make([]byte, 31), seed)))
	require.NoError(t, err)
	signed, err := key.Sign(payload)
	require.NoError(t, err)
	content, err := frozen.Pack()
	require.NoError(t, err)
	kept, err := edition.Read(signed, content)
	require.NoError(t, err)
	return kept
}

func publication(t *testing.T, e store.Edition) cloudevent.Event {
	t.Helper()
	told := events.AccountPublished(e, &reportingv1.AccountEdition{})
	return cloudevent.Event{Type: events.PublicationTypes()[0], Data: encoded(t, told.Data)}
}

func TestEditionsAreReadBackAsTheyWereInAnyOrderAndTwice(t *testing.T) {
	first := time.Date(2023, 4, 1, 9, 0, 0, 123456000, time.UTC)
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		one, two := frozenAt(t, 2022, 1, first, 1), frozenAt(t, 2022, 2, first.Add(time.Hour), 2)
		double := frozenAt(t, 2022, 1, first.Add(time.Minute), 3)
		require.NoError(t, restore(r, publication(t, two), publication(t, double)))
		require.NoError(t, restore(r, publication(t, one), publication(t, two)))
		require.NoError(t, restore(r, publication(t, double)))
		reading := store.Reading(r.db.Read())
		for _, want := range []store.Edition{one, two} {
			_, signed, err := reading.SignedEdition(t.Context(), 2022, want.Number)
			require.NoError(t, err)
			require.Equal(t, want.Signed, signed, "of two events about one edition the earlier time holds")
			public, err := reading.PublicContent(t.Context(), 2022, want.Number)
			require.NoError(t, err)
			require.Equal(t, want.Public, public)
			var account reportingv1.Account
			require.NoError(t, proto.Unmarshal(public, &account))
			require.Empty(t, account.GetFigures()[0].GetStadsdelen())
			require.EqualValues(t, 90, account.GetFigures()[0].GetTarget().GetValue(), "for the city, though it is not signed")
			require.NotContains(t, want.Signed, "target\":{")
		}
		about, err := reading.AboutEditions(t.Context(), 2022)
		require.NoError(t, err)
		require.Equal(t, [][]byte{one.About, two.About}, about)
		frozen, err := reading.FrozenContents(t.Context(), 2022)
		require.NoError(t, err)
		require.Equal(t, [][]byte{one.Frozen, two.Frozen}, frozen)
		keys, err := reading.AccountKeys(t.Context())
		require.NoError(t, err)
		require.Equal(t, []store.PublicKey{two.Key, double.Key, one.Key}, keys, "the newest first")
		at, err := reading.Published(t.Context(), 2022)
		require.NoError(t, err)
		require.Equal(t, first, at)
	})
}

func TestPublicationOfBeforeThereWereEditionsMakesNone(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		at := time.Date(2023, 4, 1, 9, 0, 0, 0, time.UTC)
		require.NoError(t, restore(r, cloudevent.Event{Type: events.PublicationTypes()[0], Data: encoded(t,
			&reportingv1.AccountPublished{Year: 2022, PublishTime: timestamppb.New(at)})}))
		newest, err := store.Reading(r.db.Read()).NewestEdition(t.Context(), 2022)
		require.NoError(t, err)
		require.Zero(t, newest)
		published, err := store.Reading(r.db.Read()).Published(t.Context(), 2022)
		require.NoError(t, err)
		require.Equal(t, at, published, "the version before still reads it")
	})
}

func TestPublicationThatCannotBeReadIsPoison(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		kept := frozenAt(t, 2022, 1, time.Unix(1, 0), 1)
		wrong := func(change func(*reportingv1.AccountPublished)) []byte {
			m := &reportingv1.AccountPublished{
				Year: 2022, PublishTime: timestamppb.New(time.Unix(1, 0)), Edition: 1, FrozenContent: kept.Frozen,
				SignedContent: kept.Signed,
			}
			change(m)
			return encoded(t, m)
		}
		for name, data := range map[string][]byte{
			"no message":           []byte("no event"),
			"no time":              encoded(t, &reportingv1.AccountPublished{Year: 2022}),
			"a time before time 0": wrong(func(m *reportingv1.AccountPublished) { m.PublishTime.Seconds = -1 << 60 }),
			"another edition":      wrong(func(m *reportingv1.AccountPublished) { m.Edition = 2 }),
			"another year":         wrong(func(m *reportingv1.AccountPublished) { m.Year = 2021 }),
			"not signed":           wrong(func(m *reportingv1.AccountPublished) { m.SignedContent = "a.b.c" }),
			"nothing frozen":       wrong(func(m *reportingv1.AccountPublished) { m.FrozenContent = nil }),
		} {
			good := publication(t, frozenAt(t, 2023, 1, time.Unix(1, 0), 1))
			err := restore(r, good, cloudevent.Event{Type: good.Type, Data: data})
			require.IsType(t, inbox.Poison(nil), err, name)
			require.ErrorContains(t, err, "account-published")
		}
		newest, err := store.Reading(r.db.Read()).NewestEdition(t.Context(), 2023)
		require.NoError(t, err)
		require.Zero(t, newest, "the good one of the batch is for the next try")
	})
}

func encoded(t *testing.T, m proto.Message) []byte {
	t.Helper()
	data, err := proto.Marshal(m)
	require.NoError(t, err)
	return data
}
