package api

import (
	"context"
	"database/sql"
	"strings"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/patch"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// Creditors answers CreditorService. No client is in it: what changes is in the audit log alone.
type Creditors struct {
	debtcounsellingv1.UnimplementedCreditorServiceServer
	Deps
}

// CreateCreditor adds a creditor.
func (s *Creditors) CreateCreditor(
	ctx context.Context, req *debtcounsellingv1.CreateCreditorRequest,
) (*debtcounsellingv1.Creditor, error) {
	asked := decodeCreditor(req.GetCreditor())
	if err := fault.At("creditor", fault.Violations(asked.Check())); err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	asked.ID, asked.Version, asked.Created, asked.Updated = made.ID, 1, made.Now, made.Now
	audit := auditlog.Done(ctx, "creditor/"+made.ID)
	c, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateCreditor", req.GetRequestId(), req.GetCreditor()), loadCreditor,
		func(ctx context.Context, tx *sql.Tx) (domain.Creditor, error) {
			if err := store.In(tx).InsertCreditor(ctx, asked); err != nil {
				return asked, err
			}
			return asked, auditlog.Append(ctx, tx, made.Now, audit)
		})
	if err != nil {
		return nil, err
	}
	return encodeCreditor(c), nil
}

// GetCreditor answers one creditor.
func (s *Creditors) GetCreditor(
	ctx context.Context, req *debtcounsellingv1.GetCreditorRequest,
) (*debtcounsellingv1.Creditor, error) {
	c, err := store.Reading(s.DB.Read()).Creditor(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeCreditor(c), nil
}

// ListCreditors lists creditors by name.
func (s *Creditors) ListCreditors(
	ctx context.Context, req *debtcounsellingv1.ListCreditorsRequest,
) (*debtcounsellingv1.ListCreditorsResponse, error) {
	key, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	var after store.CreditorMark
	after.ID, after.Name, _ = strings.Cut(key, " ")
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Creditors(ctx, after, req.GetNamePrefix(), enums.Text(req.GetKind()), size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(c domain.Creditor) string {
		mark := store.MarkOf(c)
		return mark.ID + " " + mark.Name
	})
	answer := &debtcounsellingv1.ListCreditorsResponse{NextPageToken: next}
	for _, c := range list {
		answer.Creditors = append(answer.Creditors, encodeCreditor(c))
	}
	return answer, nil
}

// UpdateCreditor changes a creditor.
func (s *Creditors) UpdateCreditor(
	ctx context.Context, req *debtcounsellingv1.UpdateCreditorRequest,
) (*debtcounsellingv1.Creditor, error) {
	var c domain.Creditor
	audit := auditlog.Done(ctx, "creditor/"+req.GetCreditor().GetId())
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		st := store.In(tx)
		current, err := st.Creditor(ctx, req.GetCreditor().GetId())
		if err != nil {
			return err
		}
		if c, err = s.changed(current, req); err != nil {
			return err
		}
		if err := st.UpdateCreditor(ctx, c); err != nil {
			return err
		}
		return auditlog.Append(ctx, tx, c.Updated, audit)
	})
	if err != nil {
		return nil, err
	}
	return encodeCreditor(c), nil
}

// changed answers a creditor as it would become, or every rule that it would break.
func (s *Creditors) changed(
	current domain.Creditor, req *debtcounsellingv1.UpdateCreditorRequest,
) (c domain.Creditor, err error) {
	if err := resource.MatchEtag(req.GetCreditor().GetEtag(), current.Version); err != nil {
		return c, err
	}
	merged, err := patch.Merge(encodeCreditor(current), req.GetCreditor(), req.GetUpdateMask())
	if err != nil {
		return c, err
	}
	if err := grpcx.Validate(merged); err != nil {
		return c, fault.At("creditor", err)
	}
	c = decodeCreditor(merged)
	c.ID, c.Version, c.Created, c.Updated = current.ID, current.Version+1, current.Created, s.now()
	return c, fault.At("creditor", fault.Violations(c.Check()))
}

func loadCreditor(ctx context.Context, tx *sql.Tx, id string) (domain.Creditor, error) {
	return store.In(tx).Creditor(ctx, id)
}

func decodeCreditor(m *debtcounsellingv1.Creditor) domain.Creditor {
	return domain.Creditor{
		Name: m.GetName(), Kind: domain.DebtKind(enums.Text(m.GetKind())), KvK: m.GetKvkNumber(), IBAN: m.GetIban(),
		Postcode: m.GetPostcode(),
	}
}

func encodeCreditor(c domain.Creditor) *debtcounsellingv1.Creditor {
	return &debtcounsellingv1.Creditor{
		Id: c.ID, Name: c.Name, Kind: enums.Value[debtcounsellingv1.DebtKind](string(c.Kind)), KvkNumber: c.KvK, Iban: c.IBAN,
		Postcode: c.Postcode, Etag: resource.Etag(c.Version), CreateTime: timestamppb.New(c.Created),
		UpdateTime: timestamppb.New(c.Updated),
	}
}
