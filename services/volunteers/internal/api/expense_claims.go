package api

import (
	"context"
	"database/sql"
	"maps"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// expenseFields is the class of data in the processing log: what somebody claims and is paid.
const expenseFields = "expenses"

// ExpenseClaims answers ExpenseClaimService.
type ExpenseClaims struct {
	volunteersv1.UnimplementedExpenseClaimServiceServer
	Deps
}

// CreateExpenseClaim claims an allowance or expenses.
func (s *ExpenseClaims) CreateExpenseClaim(
	ctx context.Context, req *volunteersv1.CreateExpenseClaimRequest,
) (*volunteersv1.ExpenseClaim, error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	claim, broken := decodeClaim(req.GetExpenseClaim())
	claim.ID, claim.Recorder, claim.Created, claim.Updated = made.ID, me.recorder(ctx), made.Now, made.Now
	request := resource.RequestOf(me.scope("CreateExpenseClaim"), req.GetRequestId(), req.GetExpenseClaim())
	claim, err = resource.Create(ctx, s.DB, made, request, s.loadClaim,
		func(ctx context.Context, tx *sql.Tx) (domain.ExpenseClaim, error) {
			claim := claim
			if err := s.completeClaim(ctx, tx, me, &claim, broken); err != nil {
				return claim, fault.At("expense_claim", err)
			}
			if err := store.In(tx).InsertExpenseClaim(ctx, claim); err != nil {
				return claim, err
			}
			return claim, processinglog.Append(ctx, tx, made.Now, s.about(ctx, expenseFields, claim.PersonID))
		})
	if err != nil {
		return nil, err
	}
	return me.claim(claim), nil
}

// loadClaim answers a claim of an earlier delivery, with its line in the processing log.
func (s *ExpenseClaims) loadClaim(ctx context.Context, tx *sql.Tx, id string) (domain.ExpenseClaim, error) {
	claim, err := store.In(tx).ExpenseClaim(ctx, id)
	if err != nil {
		return claim, err
	}
	return claim, processinglog.Append(ctx, tx, s.now(), s.about(ctx, expenseFields, claim.PersonID))
}

// completeClaim checks a claim, with what is broken already. The lock on the person keeps hours from being claimed twice.
func (s *ExpenseClaims) completeClaim(
	ctx context.Context, tx *sql.Tx, me own, claim *domain.ExpenseClaim, broken []fault.Field,
) error {
	st := store.In(tx)
	all, err := st.WorkByID(ctx, map[string]bool{claim.AssignmentID: true})
	if err != nil {
		return err
	}
	maps.DeleteFunc(all, func(_ string, w domain.Work) bool { return !me.sees(w.PersonID) })
	work, left := resource.Found(all, claim.AssignmentID), 0
	if work != nil {
		if err := st.LockPerson(ctx, work.PersonID); err != nil {
			return err
		}
		if left, err = st.UnclaimedMinutes(ctx, claim.AssignmentID, claim.Month); err != nil {
			return err
		}
	}
	return fault.Violations(append(broken, claim.Check(work, left, s.today())...))
}

// GetExpenseClaim answers one claim.
func (s *ExpenseClaims) GetExpenseClaim(
	ctx context.Context, req *volunteersv1.GetExpenseClaimRequest,
) (*volunteersv1.ExpenseClaim, error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	claim, err := find(ctx, req.GetId(), store.Reading(s.DB.Read()).ExpenseClaim, me.claimed)
	if err != nil {
		return nil, err
	}
	return me.claim(claim), s.logRead(ctx, expenseFields, claim.PersonID)
}

// ListExpenseClaims lists claims, oldest first.
func (s *ExpenseClaims) ListExpenseClaims(
	ctx context.Context, req *volunteersv1.ListExpenseClaimsRequest,
) (*volunteersv1.ListExpenseClaimsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	filter := store.ClaimFilter{
		OwnerID: me.personID, AssignmentID: req.GetAssignmentId(), PersonID: req.GetPersonId(),
		BatchID: req.GetPaymentBatchId(), State: domain.ClaimState(enums.Text(req.GetState())),
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).ExpenseClaims(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(c domain.ExpenseClaim) string { return c.ID })
	answer := &volunteersv1.ListExpenseClaimsResponse{NextPageToken: next}
	var people []string
	for _, c := range list {
		answer.ExpenseClaims = append(answer.ExpenseClaims, me.claim(c))
		people = append(people, c.PersonID)
	}
	return answer, s.logRead(ctx, expenseFields, people...)
}

func decodeClaim(m *volunteersv1.ExpenseClaim) (domain.ExpenseClaim, []fault.Field) {
	var d resource.Dates
	claim := domain.ExpenseClaim{
		AssignmentID: m.GetAssignmentId(), Kind: enums.Text(m.GetKind()), Date: d.Read("date", m.GetDate()),
		RateCents: int(m.GetRateCents()), AmountCents: int(m.GetAmountCents()), State: domain.ClaimSubmitted, Version: 1,
	}
	if m.GetMonth() != "" {
		first, err := civil.ParseDate(m.GetMonth() + "-01")
		if err != nil {
			return claim, append(d.Broken, fault.Field{
				Path: "month", Reason: "MONTH_INVALID", Text: "This is not a month, written as YYYY-MM.",
			})
		}
		claim.Month = domain.MonthOf(first)
	}
	return claim, d.Broken
}

// claimed says whether the caller may see a claim.
func (o own) claimed(c domain.ExpenseClaim) bool { return o.sees(c.PersonID) }

// claim answers a claim as the caller may see it.
func (o own) claim(c domain.ExpenseClaim) *volunteersv1.ExpenseClaim {
	c.Recorder = o.colleague(c.Recorder)
	return encodeClaim(c)
}

func encodeClaim(c domain.ExpenseClaim) *volunteersv1.ExpenseClaim {
	return &volunteersv1.ExpenseClaim{
		Id: c.ID, AssignmentId: c.AssignmentID, Kind: enums.Value[volunteersv1.ExpenseKind](c.Kind), Month: c.Month.String(),
		Date: resource.Optional(c.Date), RateCents: int32(c.RateCents), Minutes: int32(c.Minutes),
		AmountCents: int32(c.AmountCents), State: enums.Value[volunteersv1.ExpenseClaimState](string(c.State)),
		Reason: c.Reason, OverrideReason: c.Override, PaymentDate: resource.Optional(c.PaymentDate), PaymentBatchId: c.BatchID,
		Recorder: c.Recorder, Etag: resource.Etag(c.Version), CreateTime: timestamppb.New(c.Created),
		UpdateTime: timestamppb.New(c.Updated),
	}
}
