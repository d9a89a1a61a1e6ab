package api

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/sqldb"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// Catalogues answers CatalogueService.
type Catalogues struct {
	reportingv1.UnimplementedCatalogueServiceServer
	DB         *sqldb.DB
	Clock      clock.Clock
	Projection *events.Projection
	previews   turn
}

// current is the identifier under which the catalogue that holds is asked for.
const current = "current"

// CreateCatalogue puts a catalogue in the place of the one that holds.
func (s *Catalogues) CreateCatalogue(
	ctx context.Context, req *reportingv1.CreateCatalogueRequest,
) (*reportingv1.Catalogue, error) {
	if s.Projection.Catalogues.Configured() {
		return nil, fault.New(fault.FailedPrecondition, "CATALOGUE_CONFIGURED",
			"The configuration names a file with the catalogue (reporting.catalogue), which holds. Change that file, or leave it out.")
	}
	wanted, err := s.read(req.GetContent())
	if err != nil {
		return nil, err
	}
	made := store.Catalogue{
		ID: ids.New(), Created: sqldb.At(s.Clock.Now()).Time, Comment: req.GetComment(), Indicators: wanted.Indicators(),
		Content: req.GetContent(),
	}
	hash := requestid.Hash(&reportingv1.CreateCatalogueRequest{Content: req.GetContent(), Comment: req.GetComment()})
	claim := requestid.Claim{RequestID: req.GetRequestId(), Hash: hash, Path: "request_id"}
	var id string
	err = s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		id, err = s.replace(ctx, tx, made, wanted, claim)
		return err
	})
	if err != nil {
		return nil, err
	}
	m, err := s.GetCatalogue(ctx, &reportingv1.GetCatalogueRequest{Id: id})
	if err == nil {
		m.Content = "" // the caller has it
	}
	return m, err
}

// replace puts made in the place of what holds, unless it is the same or was put there for the same request. It answers the
// id of that which came of it.
func (s *Catalogues) replace(
	ctx context.Context, tx *sql.Tx, made store.Catalogue, wanted *domain.Catalogue, claim requestid.Claim,
) (id string, err error) {
	now := made.Created
	r, err := events.Replace(ctx, tx, s.Clock)
	if err != nil {
		return "", err
	}
	newest, same, err := s.newest(ctx, store.In(tx), made.Content)
	if err != nil {
		return "", err
	}
	claim.ResourceID = made.ID
	if same {
		claim.ResourceID = newest.ID
	}
	id, first, err := requestid.First(ctx, tx, now, "CreateCatalogue", claim)
	if err != nil || !first || same {
		return id, err
	}
	// The clock of another instance may be ahead of this one's: what is put there last holds all the same.
	if !made.Created.After(newest.Created) {
		made.Created = newest.Created.Add(time.Microsecond)
	}
	if err := r.By(ctx, made, wanted); err != nil {
		return "", err
	}
	return id, outbox.Append(ctx, tx, now, events.Service, events.CatalogueSaved(made))
}

// newest answers the catalogue that holds, and whether it has the same content.
func (s *Catalogues) newest(ctx context.Context, st store.Store, content string) (store.Catalogue, bool, error) {
	newest, err := st.NewestCatalogue(ctx)
	if err != nil {
		return newest, false, err
	}
	if newest.ID == "" {
		brought := s.Projection.Catalogues.Brought()
		return store.Catalogue{ID: brought.ID}, brought.Content == content, nil
	}
	newest, err = st.Catalogue(ctx, newest.ID)
	return newest, newest.Content == content, err
}

// GetCatalogue answers a catalogue with its content.
func (s *Catalogues) GetCatalogue(
	ctx context.Context, req *reportingv1.GetCatalogueRequest,
) (*reportingv1.Catalogue, error) {
	reading, brought := store.Reading(s.DB.Read()), s.Projection.Catalogues.Brought()
	holds, err := s.holds(ctx, reading)
	if err != nil {
		return nil, err
	}
	id := req.GetId()
	if id == current {
		id = holds
	}
	if id == brought.ID {
		return encodeBrought(brought, holds, true), nil
	}
	stored, err := reading.Catalogue(ctx, id)
	if err != nil {
		return nil, err
	}
	m := encodeCatalogue(stored, holds)
	m.Content = stored.Content
	return m, nil
}

// holds answers the id of the catalogue that holds, also of one that cannot be read.
func (s *Catalogues) holds(ctx context.Context, reading store.Store) (string, error) {
	brought := s.Projection.Catalogues.Brought().ID
	if s.Projection.Catalogues.Configured() {
		return brought, nil
	}
	newest, err := reading.NewestCatalogue(ctx)
	return cmp.Or(newest.ID, brought), err
}

const defaultCatalogues = 20

// ListCatalogues lists the catalogues there were, the one that holds first. What the program or its configuration brings has
// no time: a file stands before all others, which it outranks, and the built-in one behind, for they replaced it.
func (s *Catalogues) ListCatalogues(
	ctx context.Context, req *reportingv1.ListCataloguesRequest,
) (*reportingv1.ListCataloguesResponse, error) {
	key, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	size := cmp.Or(req.GetPageSize(), defaultCatalogues)
	reading, brought := store.Reading(s.DB.Read()), s.Projection.Catalogues.Brought()
	holds, err := s.holds(ctx, reading)
	if err != nil {
		return nil, err
	}
	var list []*reportingv1.Catalogue
	if key == "" && brought.ID == catalogues.File {
		list = append(list, encodeBrought(brought, holds, false))
	}
	created, id := readMark(key)
	stored, err := reading.CataloguesBefore(ctx, created, id, size+1)
	if err != nil {
		return nil, err
	}
	for _, c := range stored {
		list = append(list, encodeCatalogue(c, holds))
	}
	if len(stored) <= int(size) && brought.ID == catalogues.BuiltIn {
		list = append(list, encodeBrought(brought, holds, false))
	}
	answer := &reportingv1.ListCataloguesResponse{}
	answer.Catalogues, answer.NextPageToken = pages.Cut(req, list, size, mark)
	return answer, nil
}

// mark names the last catalogue of a page.
func mark(c *reportingv1.Catalogue) string {
	return strconv.FormatInt(c.GetCreateTime().AsTime().UnixMicro(), 10) + " " + c.GetId()
}

// readMark reads what mark answered. That of a file is before all that are stored.
func readMark(key string) (created time.Time, id string) {
	micros, id, found := strings.Cut(key, " ")
	n, err := strconv.ParseInt(micros, 10, 64)
	if !found || err != nil || id == catalogues.File {
		return time.Time{}, ""
	}
	return time.UnixMicro(n), id
}

// read reads a catalogue of a request. The error is an INVALID_ARGUMENT with a violation for each thing that is
// wrong with it.
func (s *Catalogues) read(content string) (*domain.Catalogue, error) {
	parsed, err := s.Projection.Catalogues.Parse(content)
	var many domain.Problems
	if errors.As(err, &many) {
		return nil, invalid(many)
	}
	return parsed, err
}

func invalid(many domain.Problems) error {
	fields := make([]fault.Field, len(many))
	for i, p := range many {
		fields[i] = fault.Field{Path: "content", Reason: "CATALOGUE_INVALID", Text: p.String()}
	}
	text := "The catalogue has 1 problem."
	if len(many) > 1 {
		text = fmt.Sprintf("The catalogue has %d problems.", len(many))
	}
	return &fault.Error{Kind: fault.Invalid, Reason: "CATALOGUE_INVALID", Text: text, Fields: fields}
}

func encodeBrought(c catalogues.Held, holds string, withContent bool) *reportingv1.Catalogue {
	m := &reportingv1.Catalogue{Id: c.ID, Current: c.ID == holds, IndicatorCount: int32(c.Indicators())}
	if withContent {
		m.Content = c.Content
	}
	return m
}

func encodeCatalogue(c store.Catalogue, holds string) *reportingv1.Catalogue {
	return &reportingv1.Catalogue{
		Id: c.ID, CreateTime: timestamp(c.Created), Current: c.ID == holds, Comment: c.Comment, IndicatorCount: int32(c.Indicators),
	}
}
