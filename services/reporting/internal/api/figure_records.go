package api

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/sqldb"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// FigureRecords answers FigureRecordService.
type FigureRecords struct {
	reportingv1.UnimplementedFigureRecordServiceServer
	DB         *sqldb.DB
	Catalogues *catalogues.Catalogues
	filters    domain.Filters
}

// keeper is who keeps a kind of record, and under which path it is read there.
type keeper struct{ service, path string }

// keepers are those of all kinds of facts. What is told of a year, such as an assignment in it, has an identifier of its
// own, under which nobody answers anything.
var keepers = map[string]keeper{
	domain.HeadCount:  {events.Activities, "/v1/head-counts/"},
	domain.Session:    {events.Activities, "/v1/sessions/"},
	domain.Attendance: {events.Activities, "/v1/attendances/"},
	domain.Contact:    {events.Activities, "/v1/contacts/"},
	domain.Output:     {events.Activities, "/v1/outputs/"},
	domain.Assignment: {events.Volunteers, ""},
	domain.Hours:      {events.Volunteers, "/v1/hours/"},
	domain.Trajectory: {events.DebtCounselling, ""},
	domain.Guidance:   {events.Support, ""},
	domain.Question:   {events.Support, "/v1/questions/"},
	domain.Mediation:  {events.Support, "/v1/mediations/"},
}

// ListFigureRecords lists the records that a figure is counted from.
func (s *FigureRecords) ListFigureRecords(
	ctx context.Context, req *reportingv1.ListFigureRecordsRequest,
) (*reportingv1.ListFigureRecordsResponse, error) {
	year := int(req.GetYear())
	holds, err := s.Catalogues.Current(ctx, store.Reading(s.DB.Read()))
	if err != nil {
		return nil, err
	}
	in, found := holds.Indicator(year, req.GetIndicator())
	if !found {
		return nil, fault.New(fault.NotFound, "INDICATOR_NOT_FOUND", "The account of %d has no indicator of this name.", year)
	}
	if !in.HasRecords() {
		return nil, fault.New(fault.FailedPrecondition, "FIGURE_HAS_NO_RECORDS",
			"This figure is not counted from records: it follows from the register of places, or is not recorded yet.")
	}
	after, err := markAfter(req, year)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, figure, err := s.read(ctx, holds.Catalogue, year, in, after, int(size)+1)
	if err != nil {
		return nil, err
	}
	encoded, err := encodeFigures([]domain.Figure{figure}, year, false)
	if err != nil {
		return nil, err
	}
	answer := &reportingv1.ListFigureRecordsResponse{Figure: encoded[0]}
	list, answer.NextPageToken = pages.Cut(req, list, size, func(r domain.Record) string { return r.Date.String() + " " + r.ID })
	for _, r := range list {
		answer.Records = append(answer.Records, encodeRecord(r))
	}
	return answer, nil
}

// markAfter answers the last record of the page before, as the token of the page says.
func markAfter(req *reportingv1.ListFigureRecordsRequest, year int) (store.Mark, error) {
	key, err := pages.Key(req)
	if err != nil || key == "" {
		return store.Mark{}, err
	}
	day, id, found := strings.Cut(key, " ")
	date, err := civil.ParseDate(day)
	if err != nil || !found || id == "" || date.Year != year {
		return store.Mark{}, fault.Violation("page_token", "PAGE_TOKEN_INVALID", "This page token does not belong to this query.")
	}
	return store.Mark{Date: date, ID: id}, nil
}

// read answers at most n records behind a mark, and the figure that all of them make, as they were at one moment.
func (s *FigureRecords) read(
	ctx context.Context, c *domain.Catalogue, year int, indicator domain.Indicator, after store.Mark, n int,
) (list []domain.Record, figure domain.Figure, err error) {
	err = sqldb.Snapshot(ctx, s.DB.Read(), func(tx *sql.Tx) error {
		in := store.In(tx)
		counted, err := in.CountedWhole(ctx, year)
		if err != nil {
			return err
		}
		if figure, err = figureOf(c, year, indicator.ID, counted); err != nil {
			return err
		}
		live, found := counted.Live(indicator, year)
		if !found {
			return nil // it is being counted for the first time
		}
		// By the rule that made the figure, which may be older than the catalogue.
		records, err := s.filters.Records(live, c.Areas())
		if err != nil {
			return fault.New(fault.Unavailable, "FIGURES_BEING_COUNTED",
				"This figure is being counted anew, by other rules than those that made it. Its records can be listed when that is done.")
		}
		list, err = page(ctx, in, records, year, live.Rule, after, n)
		return err
	})
	return list, figure, err
}

func figureOf(c *domain.Catalogue, year int, indicator string, counted domain.Counted) (domain.Figure, error) {
	// One that has records does not follow from places.
	figures, err := c.Figures(year, counted, nil)
	if err != nil {
		return domain.Figure{}, err
	}
	i := slices.IndexFunc(figures, func(f domain.Figure) bool { return f.Indicator.ID == indicator })
	if i < 0 {
		return domain.Figure{}, fmt.Errorf("there is no figure of %s in %d", indicator, year)
	}
	return figures[i], nil
}

// page answers at most n records behind a mark. Where members count once it begins at the first fact of the year, for what
// a record adds depends on those before.
func page(
	ctx context.Context, s store.Store, records *domain.Records, year int, rule domain.Rule, after store.Mark, n int,
) (list []domain.Record, err error) {
	register, err := s.Register(ctx)
	if err != nil {
		return nil, err
	}
	start := after
	if rule.CountsOnce() {
		start = store.Mark{}
	}
	err = s.EachFactOfYear(ctx, year, rule.Measure.Facts, start, func(f domain.Fact) (more bool, err error) {
		place, path, complete := register.Where(f)
		if !complete {
			return true, nil
		}
		record, counts, err := records.Of(f, place, path)
		if counts && after.Behind(f) {
			list = append(list, record)
		}
		return len(list) < n, err
	})
	return list, err
}

func encodeRecord(r domain.Record) *reportingv1.FigureRecord {
	m := &reportingv1.FigureRecord{
		Id: r.ID, Service: keepers[r.Kind].service, Kind: r.Kind, Date: r.Date.String(), Value: int32(r.Value),
		LocationId: r.LocationID, ProgrammeId: r.ProgrammeID, ProgrammeCode: r.ProgrammeCode, Wijk: r.Wijk, Stadsdeel: r.Stadsdeel,
	}
	if path := keepers[r.Kind].path; path != "" {
		m.Path = path + r.ID
	}
	return m
}
