package api

import (
	"context"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// Terms answers TermService.
type Terms struct {
	debtcounsellingv1.UnimplementedTermServiceServer
	Deps
}

// ListTerms lists terms by the date on which they are due, earliest first.
func (s *Terms) ListTerms(
	ctx context.Context, req *debtcounsellingv1.ListTermsRequest,
) (*debtcounsellingv1.ListTermsResponse, error) {
	after, err := dueMark(req)
	if err != nil {
		return nil, err
	}
	var d resource.Dates
	filter := store.TermFilter{
		TrajectoryID: req.GetTrajectoryId(), State: enums.Text(req.GetState()), Counsellor: ownOr(ctx, req.GetCounsellor()),
		Until: d.Read("until_date", req.GetUntilDate()), Today: s.today(),
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	if filter.TrajectoryID != "" {
		if _, err := s.openCase(ctx, filter.TrajectoryID); err != nil {
			return nil, err
		}
	}
	size := pages.Size(req.GetPageSize())
	var list []domain.Term
	clients := map[string][]string{}
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		if list, err = st.Terms(ctx, after, filter, size+1); err != nil {
			return err
		}
		clients, err = st.ClientsOfTerms(ctx, list)
		return err
	})
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(t domain.Term) string { return t.Due.String() + " " + t.ID })
	answer := &debtcounsellingv1.ListTermsResponse{NextPageToken: next}
	var seen []string
	for _, t := range list {
		answer.Terms = append(answer.Terms, encodeTerm(t, s.today()))
		seen = append(seen, clients[t.TrajectoryID]...)
	}
	return answer, s.logRead(ctx, trajectoryFields, "terms", seen...)
}

// dueMark answers the place after which a page begins that is in the order of dates on which something is due.
func dueMark(req proto.Message) (mark store.TermMark, err error) {
	key, err := pages.Key(req)
	if err != nil || key == "" {
		return mark, err
	}
	due, id, _ := strings.Cut(key, " ")
	mark.ID = id
	err = mark.Due.Scan(due)
	return mark, err
}

func encodeTerm(t domain.Term, today civil.Date) *debtcounsellingv1.Term {
	return &debtcounsellingv1.Term{
		Id: t.ID, TrajectoryId: t.TrajectoryID, Kind: enums.Value[debtcounsellingv1.TermKind](string(t.Kind)),
		StartDate: t.Start.String(), DueDate: t.Due.String(), State: enums.Value[debtcounsellingv1.TermState](string(t.State)),
		MetDate: resource.Optional(t.Met), Overdue: t.Overdue(today),
	}
}
