package api_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
)

// changed answers the built-in catalogue after replacing texts in it: old, new, old, new.
func changed(t require.TestingT, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		require.True(t, strings.Contains(string(catalogue.Account()), pairs[i]), pairs[i])
	}
	return strings.NewReplacer(pairs...).Replace(string(catalogue.Account()))
}

// centresForChildren counts visits to centres as those of children.
func centresForChildren(t require.TestingT) string {
	return changed(t, "'kinderwerk' in programme.path", "'buurtcentra' in programme.path")
}

func (r *rig) put(t *testing.T, content, comment string) *reportingv1.Catalogue {
	t.Helper()
	c, err := r.CreateCatalogue(r.as(t, manager), &reportingv1.CreateCatalogueRequest{Content: content, Comment: comment})
	require.NoError(t, err)
	return c
}

func (r *rig) get(t *testing.T, id string) *reportingv1.Catalogue {
	t.Helper()
	c, err := r.GetCatalogue(r.as(t, manager), &reportingv1.GetCatalogueRequest{Id: id})
	require.NoError(t, err)
	return c
}

// countAnew has everything counted that is to be counted anew.
func (r *rig) countAnew(t require.TestingT) {
	recount := &events.Recount{Projection: r.projection, DB: r.db, Clock: r.clock, Log: slog.New(slog.DiscardHandler)}
	for worked := true; worked; {
		var err error
		worked, err = recount.Step(context.Background())
		require.NoError(t, err)
	}
}

// visits tells of visits to a centre in 2022.
func (r *rig) visits(t *testing.T, n int32) {
	t.Helper()
	require.NoError(t, r.told(1,
		&activitiesv1.LocationSaved{
			Id: "centre", Version: 1, Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, WijkCode: "WK003401",
			WijkYear: 2022, Stadsdeel: "haven", OpeningDate: "2010-01-01",
		},
		&activitiesv1.ProgrammeSaved{
			Id: "p", Version: 1, Code: "buurtcentra", Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2010-01-01",
		},
		&activitiesv1.HeadCountSaved{
			Id: "count", Version: 1, LocationId: "centre", ProgrammeId: "p", Date: "2022-03-15", Count: n,
			PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
		}))
}

func TestNewCatalogueHoldsAtOnceAndIsCountedByBesideWhatStands(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.visits(t, 12)
		require.Equal(t, "built-in", r.get(t, "current").GetId())
		content := centresForChildren(t) + "\n# anders\n"
		made := r.put(t, content, "Kinderen in de centra tellen mee.")
		require.True(t, made.GetCurrent())
		require.EqualValues(t, 37, made.GetIndicatorCount())
		require.Equal(t, r.clock.Now().Truncate(time.Microsecond), made.GetCreateTime().AsTime())
		require.Empty(t, made.GetContent())
		for _, id := range []string{"current", made.GetId()} {
			got := r.get(t, id)
			require.Equal(t, content, got.GetContent())
			got.Content = ""
			require.True(t, proto.Equal(made, got), "%v", got)
		}
		require.False(t, r.get(t, "built-in").GetCurrent())
		require.Equal(t, string(catalogue.Account()), r.get(t, "built-in").GetContent())

		f := r.figure(t, 0, "children-visits")
		require.True(t, f.GetRecounting())
		require.Nil(t, f.Value)
		r.countAnew(t)
		f = r.figure(t, 0, "children-visits")
		require.False(t, f.GetRecounting())
		require.EqualValues(t, 12, f.GetValue())
	})
}

func TestOtherInstanceGoesByANewCatalogueAtOnce(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		held, err := catalogues.New(catalogues.BuiltIn, catalogue.Account(), r.projection.Catalogues.Areas())
		require.NoError(t, err)
		other := *r
		other.projection = &events.Projection{Catalogues: held}
		other.serve(t, time.Minute)
		require.Equal(t, "bezoeken van kinderen", other.figure(t, 0, "children-visits").GetLabel())
		r.put(t, changed(t, "bezoeken van kinderen", "keer dat kinderen kwamen"), "")
		require.Equal(t, "keer dat kinderen kwamen", other.figure(t, 0, "children-visits").GetLabel())

		// It has not seen what the other put there, and its clock may be behind.
		r.clock.Advance(-time.Hour)
		last := other.put(t, changed(t, "bezoeken van kinderen", "kinderbezoeken"), "")
		require.True(t, last.GetCurrent())
		require.Equal(t, "kinderbezoeken", r.figure(t, 0, "children-visits").GetLabel())
	})
}

func TestYearsOfAccountsFollowTheCatalogue(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		get := func() error {
			_, err := r.GetAccount(r.as(t, manager), &reportingv1.GetAccountRequest{Year: 2021})
			return err
		}
		requireFault(t, get(), codes.NotFound, "ACCOUNT_NOT_FOUND")
		r.put(t, changed(t, "from_year: 2022", "from_year: 2021"), "")
		require.NoError(t, get())
	})
}

func TestCatalogueWithMistakesChangesNothingAndSaysAllOfThem(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		content := changed(t,
			"    label: bezoeken van kinderen\n", "    label: bezoeken van kinderen\n    colour: red\n",
			"'kinderwerk' in programme.path", "'kinderwerk' in programme.pad",
			"  - id: youth-persons", "  - id: children-visits")
		for name, try := range map[string]func() error{
			"create": func() error {
				_, err := r.CreateCatalogue(r.as(t, manager), &reportingv1.CreateCatalogueRequest{Content: content})
				return err
			},
			"preview": func() error {
				_, err := r.PreviewCatalogue(r.as(t, manager), &reportingv1.PreviewCatalogueRequest{Content: content})
				return err
			},
		} {
			err := try()
			require.Equal(t, "The catalogue has 4 problems.", requireFault(t, err, codes.InvalidArgument, "CATALOGUE_INVALID"), name)
			var told []string
			for _, detail := range status.Convert(err).Details() {
				if d, is := detail.(*errdetails.BadRequest); is {
					for _, v := range d.GetFieldViolations() {
						require.Equal(t, "content", v.GetField())
						told = append(told, v.GetDescription())
					}
				}
			}
			require.Len(t, told, 4)
			require.Regexp(t, `^line \d+: indicators\[2\].colour: unknown field$`, told[0])
			require.Regexp(t, `^line \d+: indicators\[2\].filter: at line 1, column 17: undeclared reference to 'programme'; known here are fact.age_band, `, told[1])
			require.Regexp(t, `^line \d+: indicators\[3\].id: there is an indicator "children-visits" of 2022 before$`, told[2])
			require.Regexp(t, `^line \d+: goals\[2\].results\[0\].indicators\[0\]: there is no indicator "youth-persons" `, told[3])
		}
		require.Equal(t, "built-in", r.get(t, "current").GetId())
		require.Zero(t, r.rows(t, "catalogue"))
		require.Zero(t, r.rows(t, "outbox"))

		long := string(catalogue.Account()) + "#" + strings.Repeat("x", 500_000)
		_, err := r.CreateCatalogue(r.as(t, manager), &reportingv1.CreateCatalogueRequest{Content: long})
		requireFault(t, err, codes.InvalidArgument, "content: STRING_MAX_BYTES")
	})
}

// rows answers how many rows a table has.
func (r *rig) rows(t *testing.T, table string) (n int) {
	t.Helper()
	require.NoError(t, r.db.Read().QueryRow("SELECT COUNT(*) FROM "+table).Scan(&n))
	return n
}

func TestCatalogueThatHoldsAlreadyIsNotPutThereAgain(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		require.Equal(t, "built-in", r.put(t, string(catalogue.Account()), "").GetId())
		first := r.put(t, centresForChildren(t), "een")
		require.True(t, proto.Equal(first, r.put(t, centresForChildren(t), "twee")))
		require.Equal(t, 1, r.rows(t, "catalogue"))
		require.Equal(t, 1, r.rows(t, "outbox"))
		back := r.put(t, string(catalogue.Account()), "terug")
		require.NotEqual(t, "built-in", back.GetId(), "what is put there is kept, for a later program may bring another")
		require.Equal(t, 2, r.rows(t, "outbox"))
	})
}

func TestSecondDeliveryOfACatalogueChangesNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		const requestID = "0190a0a0-0000-7000-8000-000000000001"
		deliver := func(content string) (*reportingv1.Catalogue, error) {
			return r.CreateCatalogue(r.as(t, manager), &reportingv1.CreateCatalogueRequest{Content: content, RequestId: requestID})
		}
		first, err := deliver(centresForChildren(t))
		require.NoError(t, err)
		r.clock.Advance(time.Minute)
		last := r.put(t, string(catalogue.Account()), "")
		again, err := deliver(centresForChildren(t))
		require.NoError(t, err)
		require.Equal(t, first.GetId(), again.GetId())
		require.False(t, again.GetCurrent())
		require.Equal(t, last.GetId(), r.get(t, "current").GetId())
		_, err = deliver(string(catalogue.Account()))
		requireFault(t, err, codes.AlreadyExists, "request_id: REQUEST_ID_REUSED")
	})
}

func TestFileOfTheConfigurationHoldsWhateverIsStored(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		stored := r.put(t, centresForChildren(t), "")
		held, err := catalogues.New(catalogues.File, catalogue.Account(), r.projection.Catalogues.Areas())
		require.NoError(t, err)
		r.projection = &events.Projection{Catalogues: held}
		r.serve(t, time.Minute)
		require.Equal(t, "file", r.get(t, "current").GetId())
		_, err = r.CreateCatalogue(r.as(t, manager), &reportingv1.CreateCatalogueRequest{Content: centresForChildren(t)})
		requireFault(t, err, codes.FailedPrecondition, "CATALOGUE_CONFIGURED")
		require.Equal(t, []string{"file", stored.GetId()}, r.list(t, 0))
		require.False(t, r.get(t, stored.GetId()).GetCurrent())
		_, err = r.GetCatalogue(r.as(t, manager), &reportingv1.GetCatalogueRequest{Id: "built-in"})
		requireFault(t, err, codes.NotFound, "CATALOGUE_NOT_FOUND")
		require.Equal(t, []string{"file", stored.GetId()}, r.list(t, 1), "a page at a time")
	})
}

// list answers the ids of all catalogues, read size at a time.
func (r *rig) list(t *testing.T, size int32) (ids []string) {
	t.Helper()
	for token, first := "", true; first || token != ""; first = false {
		answer, err := r.ListCatalogues(r.as(t, manager), &reportingv1.ListCataloguesRequest{PageSize: size, PageToken: token})
		require.NoError(t, err)
		for _, c := range answer.GetCatalogues() {
			require.Empty(t, c.GetContent())
			require.Equal(t, len(ids) == 0, c.GetCurrent())
			require.EqualValues(t, 37, c.GetIndicatorCount())
			ids = append(ids, c.GetId())
		}
		token = answer.GetNextPageToken()
	}
	return ids
}

func TestCataloguesAreListedFromTheNewest(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		require.Equal(t, []string{"built-in"}, r.list(t, 0))
		want := []string{"built-in"}
		for n := range 5 {
			want = append([]string{r.put(t, fmt.Sprintf("%s\n# %d\n", catalogue.Account(), n), "").GetId()}, want...)
		}
		for _, size := range []int32{0, 1, 2, 3, 5, 6, 100} {
			require.Equal(t, want, r.list(t, size), size)
		}
		_, err := r.ListCatalogues(r.as(t, manager), &reportingv1.ListCataloguesRequest{PageToken: "nonsense"})
		requireFault(t, err, codes.InvalidArgument, "page_token: PAGE_TOKEN_INVALID")
	})
}

func TestCataloguesAreForTheAccountManager(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		for role, want := range map[string]codes.Code{nobody: codes.Unauthenticated, staff: codes.PermissionDenied} {
			_, err := r.GetCatalogue(r.as(t, role), &reportingv1.GetCatalogueRequest{Id: "current"})
			require.Equal(t, want, status.Code(err))
			_, err = r.CreateCatalogue(r.as(t, role), &reportingv1.CreateCatalogueRequest{Content: "x"})
			require.Equal(t, want, status.Code(err))
			_, err = r.PreviewCatalogue(r.as(t, role), &reportingv1.PreviewCatalogueRequest{Content: "x"})
			require.Equal(t, want, status.Code(err))
		}
	})
}

// saved answers the events that tell of the catalogues that were put there.
func (r *rig) saved(t *testing.T) (list []cloudevent.Event) {
	t.Helper()
	rows, err := r.db.Read().Query("SELECT type, data FROM outbox ORDER BY id")
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var e cloudevent.Event
		require.NoError(t, rows.Scan(&e.Type, &e.Data))
		list = append(list, e)
	}
	require.NoError(t, rows.Err())
	return list
}

// restore has events of the service itself read back.
func (r *rig) restore(list ...cloudevent.Event) error {
	own := &events.Restorer{Projection: r.projection, Clock: r.clock}
	return r.db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error { return own.Handle(ctx, tx, list) })
}

func TestCataloguesAreReadBackWhereTheDatabaseWasLost(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.visits(t, 12)
		r.put(t, changed(t, "bezoeken van kinderen", "een"), "een")
		r.clock.Advance(time.Minute)
		r.put(t, centresForChildren(t), "twee")
		r.countAnew(t)
		r.publish(t)
		told, want := r.saved(t), r.list(t, 0)
		require.NoError(t, r.restore(told...), "what is known changes nothing")
		require.Equal(t, want, r.list(t, 0))
		newest := r.get(t, "current")

		lost := newRig(t, engine)
		lost.visits(t, 12)
		// In another order, and in two batches.
		require.NoError(t, lost.restore(told[1], told[2]))
		require.NoError(t, lost.restore(told[0], told[1]))
		require.Equal(t, want, lost.list(t, 0))
		require.True(t, proto.Equal(newest, lost.get(t, "current")))
		require.True(t, lost.account(t, 0).GetPublished())
		lost.countAnew(t)
		require.EqualValues(t, 12, lost.figure(t, 0, "children-visits").GetValue())
		require.Equal(t, 0, lost.rows(t, "outbox"), "reading back tells nothing")
	})
}

func TestCatalogueEventThatCannotBeReadIsPoison(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		for _, data := range [][]byte{[]byte("no event"), {}} {
			require.Error(t, r.restore(cloudevent.Event{Type: events.CatalogueTypes()[0], Data: data}))
		}
		require.Zero(t, r.rows(t, "catalogue"))
	})
}

func TestCatalogueOfAnotherVersionLeavesTheCountingsAndSaysSo(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.visits(t, 12)
		newer := &reportingv1.CatalogueSaved{
			Id: "0190a0a0-0000-7000-8000-000000000002", CreateTime: timestamppb.New(r.clock.Now()), Content: "from_year: 2022\ncharts: []\n",
		}
		data, err := proto.Marshal(newer)
		require.NoError(t, err)
		require.NoError(t, r.restore(cloudevent.Event{Type: outbox.Type(events.Service, "catalogue.saved"), Data: data}))
		_, err = r.GetAccount(r.as(t, manager), &reportingv1.GetAccountRequest{Year: 2022})
		requireFault(t, err, codes.Unavailable, "CATALOGUE_UNREADABLE")
		require.True(t, catalogues.Unreadable(r.projection.Prepare(t.Context(), r.db, r.clock)))

		// What happens meanwhile is counted as before, and somebody puts another in its place.
		require.NoError(t, r.told(2, &activitiesv1.HeadCountSaved{
			Id: "more", Version: 1, LocationId: "centre", ProgrammeId: "p", Date: "2022-03-15", Count: 3,
			PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
		}))
		require.Equal(t, newer.GetContent(), r.get(t, "current").GetContent())
		r.put(t, string(catalogue.Account()), "")
		f := r.figure(t, 0, "centre-visits")
		require.EqualValues(t, 15, f.GetValue())
		require.False(t, f.GetRecounting(), "nothing was counted anew")
	})
}
