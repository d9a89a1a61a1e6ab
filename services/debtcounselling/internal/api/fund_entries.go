package api

import (
	"context"
	"strconv"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/pages"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// ListFundAgreementEntries lists what moved under an agreement, in the order in which it was recorded.
func (s *FundEntries) ListFundAgreementEntries(
	ctx context.Context, req *debtcounsellingv1.ListFundAgreementEntriesRequest,
) (*debtcounsellingv1.ListFundAgreementEntriesResponse, error) {
	after, err := fundMark(req)
	if err != nil {
		return nil, err
	}
	a, t, err := s.openCaseOfAgreement(ctx, req.GetFundAgreementId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	var list []domain.Entry
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		list, err = st.FundEntries(ctx, a.ID, after, size+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, fundKey)
	answer := &debtcounsellingv1.ListFundAgreementEntriesResponse{NextPageToken: next}
	for _, e := range list {
		answer.FundEntries = append(answer.FundEntries, encodeFundEntry(e))
	}
	return answer, s.logRead(ctx, fundFields, "fund-agreement/"+a.ID, t.ClientIDs...)
}

// ListFundEntries lists what moved in the fund, in the order in which it was recorded.
func (s *FundEntries) ListFundEntries(
	ctx context.Context, req *debtcounsellingv1.ListFundEntriesRequest,
) (*debtcounsellingv1.ListFundEntriesResponse, error) {
	after, err := fundMark(req)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	var list []domain.Entry
	agreements, clients := map[string]bool{}, map[string]string{}
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		if list, err = st.Entries(ctx, domain.FundBook, after, size+1); err != nil {
			return err
		}
		for _, e := range list {
			if id, _ := e.FundSubject(); id != "" {
				agreements[id] = true
			}
		}
		clients, err = st.ClientsOfFundAgreements(ctx, agreements)
		return err
	})
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, fundKey)
	answer := &debtcounsellingv1.ListFundEntriesResponse{NextPageToken: next}
	var seen []string
	for _, e := range list {
		answer.FundEntries = append(answer.FundEntries, encodeFundEntry(e))
		if id, _ := e.FundSubject(); id != "" {
			seen = append(seen, clients[id])
		}
	}
	return answer, s.logRead(ctx, fundFields, "fund-entries", distinct(seen)...)
}

func fundKey(e domain.Entry) string { return strconv.FormatInt(e.Number, 10) }

// fundMark answers the number after which a page begins.
func fundMark(req proto.Message) (int64, error) {
	key, err := pages.Key(req)
	if err != nil || key == "" {
		return 0, err
	}
	return strconv.ParseInt(key, 10, 64)
}
