package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
)

// recordsOf answers the records of an indicator in 2022, a page at a time, as "id=value".
func (r *rig) recordsOf(t *testing.T, indicator string, pageSize int32) (list []string, figure *reportingv1.Figure) {
	t.Helper()
	for token, first := "", true; first || token != ""; first = false {
		answer, err := r.records.ListFigureRecords(r.as(t, manager), &reportingv1.ListFigureRecordsRequest{
			Year: 2022, Indicator: indicator, PageSize: pageSize, PageToken: token,
		})
		require.NoError(t, err)
		for _, one := range answer.GetRecords() {
			list = append(list, fmt.Sprintf("%s=%d", one.GetId(), one.GetValue()))
		}
		token, figure = answer.GetNextPageToken(), answer.GetFigure()
		require.LessOrEqual(t, len(answer.GetRecords()), int(pageSize))
	}
	return list, figure
}

func TestFigureLeadsToItsRecordsInTheOrderOfTheirDates(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		withdrawn := count("haven", "kinderwerk", "2022-06-01", 9)
		withdrawn.Withdrawn = true
		require.NoError(t, r.told(1, append(register(), withdrawn,
			count("stad", "kinderwerk", "2022-12-31", 45), count("haven", "kinderwerk", "2022-01-01", 10),
			count("haven", "kinderwerk", "2022-05-04", 0), count("haven", "kinderwerk", "2022-05-04", 7),
			count("haven", "buurtcentra", "2022-05-04", 100), count("haven", "kinderwerk", "2023-01-01", 3),
			count("nowhere yet", "kinderwerk", "2022-05-04", 1000),
		)...))
		want := []string{
			"havenkinderwerk2022-01-0110=10", "havenkinderwerk2022-05-040=0", "havenkinderwerk2022-05-047=7",
			"stadkinderwerk2022-12-3145=45",
		}
		for size := int32(1); size <= 5; size++ {
			list, figure := r.recordsOf(t, "children-visits", size)
			require.Equal(t, want, list)
			require.EqualValues(t, 62, figure.GetValue())
			require.Empty(t, figure.GetMonths(), "the basic view")
		}
		answer, err := r.records.ListFigureRecords(r.as(t, manager), &reportingv1.ListFigureRecordsRequest{
			Year: 2022, Indicator: "children-visits", PageSize: 1,
		})
		require.NoError(t, err)
		require.Equal(t, protojson.Format(&reportingv1.FigureRecord{
			Id: "havenkinderwerk2022-01-0110", Service: "activities", Kind: "head_count", Date: "2022-01-01", Value: 10,
			LocationId: "haven", ProgrammeId: "kinderwerk", ProgrammeCode: "kinderwerk", Wijk: "2022:WK003401", Stadsdeel: "haven",
			Path: "/v1/head-counts/havenkinderwerk2022-01-0110",
		}), protojson.Format(answer.GetRecords()[0]))
	})
}

func TestPersonCountsWithTheFirstRecordOfTheYearAndIsNotNamed(t *testing.T) {
	young := peoplev1.AgeBand_AGE_BAND_13_TO_17
	onEngines(t, func(t *testing.T, r *rig) {
		require.NoError(t, r.told(1, append(register(),
			attendance("haven", "7f3a", "2022-03-15", young), attendance("stad", "7f3a", "2022-01-15", young),
			attendance("haven", "99bb", "2022-02-15", young), attendance("haven", "99bb", "2022-02-16", young),
		)...))
		for size := int32(1); size <= 4; size++ {
			list, figure := r.recordsOf(t, "youth-persons", size)
			require.Equal(t, []string{
				"stad7f3a2022-01-15=1", "haven99bb2022-02-15=1", "haven99bb2022-02-16=0", "haven7f3a2022-03-15=0",
			}, list)
			require.EqualValues(t, 2, figure.GetValue())
		}
	})
}

// The identifiers of these tests hold the pseudonym; those of services do not. No other field may.
func TestRecordHasNoPseudonym(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		a := attendance("haven", "7f3a", "2022-03-15", peoplev1.AgeBand_AGE_BAND_13_TO_17)
		a.Id = "attendance"
		require.NoError(t, r.told(1, append(register(), a)...))
		answer, err := r.records.ListFigureRecords(r.as(t, manager), &reportingv1.ListFigureRecordsRequest{
			Year: 2022, Indicator: "youth-persons",
		})
		require.NoError(t, err)
		require.Len(t, answer.GetRecords(), 1)
		require.Equal(t, "/v1/attendances/attendance", answer.GetRecords()[0].GetPath())
		require.NotContains(t, answer.String(), "7f3a")
	})
}

func TestFigureWithoutRecordsSaysWhy(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		list := func(year int32, indicator, token string) error {
			_, err := r.records.ListFigureRecords(r.as(t, manager), &reportingv1.ListFigureRecordsRequest{
				Year: year, Indicator: indicator, PageToken: token,
			})
			return err
		}
		requireFault(t, list(2022, "centres", ""), codes.FailedPrecondition, "FIGURE_HAS_NO_RECORDS")
		requireFault(t, list(2022, "nothing", ""), codes.NotFound, "INDICATOR_NOT_FOUND")
		requireFault(t, list(2021, "children-visits", ""), codes.NotFound, "INDICATOR_NOT_FOUND")
		requireFault(t, list(2022, "active-volunteers", ""), codes.NotFound, "INDICATOR_NOT_FOUND")
		requireFault(t, list(2022, "children-visits", "x"), codes.InvalidArgument, "page_token: PAGE_TOKEN_INVALID")
		requireFault(t, list(2022, "", ""), codes.InvalidArgument, "REQUEST_INVALID")
		got, figure := r.recordsOf(t, "children-visits", 10)
		require.Empty(t, got)
		require.Equal(t, reportingv1.FigureStatus_FIGURE_STATUS_NO_DATA, figure.GetStatus())
	})
}

func TestTokenOfAPageIsOfOneIndicatorAndYear(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		require.NoError(t, r.told(1, append(register(),
			count("haven", "kinderwerk", "2022-01-01", 10), count("haven", "kinderwerk", "2022-01-02", 10))...))
		first, err := r.records.ListFigureRecords(r.as(t, manager), &reportingv1.ListFigureRecordsRequest{
			Year: 2022, Indicator: "children-visits", PageSize: 1,
		})
		require.NoError(t, err)
		for _, other := range []*reportingv1.ListFigureRecordsRequest{
			{Year: 2023, Indicator: "children-visits", PageToken: first.GetNextPageToken()},
			{Year: 2022, Indicator: "centre-visits", PageToken: first.GetNextPageToken()},
		} {
			_, err := r.records.ListFigureRecords(r.as(t, manager), other)
			requireFault(t, err, codes.InvalidArgument, "page_token: PAGE_TOKEN_INVALID")
		}
	})
}

func TestRecordsAreForTheManagerAlone(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.record(t)
		r.publish(t)
		for role, want := range map[string]codes.Code{
			nobody: codes.Unauthenticated, staff: codes.PermissionDenied, "municipality": codes.PermissionDenied,
			"admin": codes.PermissionDenied,
		} {
			_, err := r.records.ListFigureRecords(r.as(t, role), &reportingv1.ListFigureRecordsRequest{
				Year: 2022, Indicator: "children-visits",
			})
			require.Equal(t, want.String(), status.Code(err).String(), role)
		}
	})
}

// Until a figure is counted by the register of the program, its records would be told by other rules than its value.
func TestRecordsWaitUntilAFigureIsCountedByTheRegister(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		require.NoError(t, r.told(1, append(register(), count("haven", "kinderwerk", "2022-01-01", 10))...))
		almere, err := areas.Parse(areas.Almere)
		require.NoError(t, err)
		r.projection.Catalogues, err = catalogues.New(catalogues.BuiltIn, catalogue.Account(), almere)
		require.NoError(t, err)
		require.NoError(t, r.projection.Prepare(t.Context(), r.db, r.clock))
		r.serve(t, 60e9)
		_, err = r.records.ListFigureRecords(r.as(t, manager), &reportingv1.ListFigureRecordsRequest{
			Year: 2022, Indicator: "children-visits",
		})
		requireFault(t, err, codes.Unavailable, "FIGURES_BEING_COUNTED")
	})
}

func TestAccountNamesTheWijkenOfTheMapOfItsYear(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		almere, err := areas.Parse(areas.Almere)
		require.NoError(t, err)
		r.projection.Catalogues, err = catalogues.New(catalogues.BuiltIn, catalogue.Account(), almere)
		require.NoError(t, err)
		require.NoError(t, r.projection.Prepare(t.Context(), r.db, r.clock))
		r.serve(t, 60e9)

		old := &activitiesv1.LocationSaved{
			Id: "old", Version: 1, Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, Stadsdeel: "haven",
			WijkCode: "WK003401", WijkYear: 2020, OpeningDate: "2010-01-01",
		}
		require.NoError(t, r.told(1, append(register(), old,
			count("haven", "kinderwerk", "2024-01-15", 10), count("old", "kinderwerk", "2024-01-15", 5))...))
		get := func(year int32, view reportingv1.AccountView) *reportingv1.Account {
			account, err := r.GetAccount(r.as(t, manager), &reportingv1.GetAccountRequest{Year: year, View: view})
			require.NoError(t, err)
			return account
		}
		account := get(2024, full)
		for _, f := range account.GetFigures() {
			if f.GetIndicator() == "children-visits" {
				require.Equal(t, []string{"2020:WK003401=5", "2024:WK003401=10"}, parts(f.GetWijken()))
			}
		}
		require.Len(t, account.GetAreas(), 72)
		require.Equal(t, protojson.Format(&reportingv1.AccountArea{
			Key: "2024:WK003401", DisplayName: "Centrum Almere Haven", Stadsdeel: "haven", Known: true,
		}), protojson.Format(account.GetAreas()[0]))
		require.Equal(t, protojson.Format(&reportingv1.AccountArea{Key: "2020:WK003401"}), protojson.Format(account.GetAreas()[71]))
		require.Empty(t, get(2024, reportingv1.AccountView_ACCOUNT_VIEW_BASIC).GetAreas())
		for _, a := range get(2026, full).GetAreas() {
			require.False(t, a.GetKnown(), "the register has no map of 2026: %s", a.GetKey())
		}
	})
}
