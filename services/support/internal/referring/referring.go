// Package referring hands referrals over to the services of the suite that take them on, as the service itself: no person waits
// for an answer. What is handed over twice is there once.
package referring

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/fault"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

// patience is how long one service may take to answer. It is asked again later.
const patience = 10 * time.Second

// The names of the services.
const (
	DebtCounselling = "debtcounselling"
	Volunteers      = "volunteers"
	Activities      = "activities"
)

// Name answers the name of the service that a referral is for, "" where that is none.
func Name(t domain.ReferralTarget) string {
	switch t {
	case domain.ToDebtCounselling:
		return DebtCounselling
	case domain.ToVolunteers:
		return Volunteers
	case domain.ToActivities:
		return Activities
	case domain.ToGuidance, domain.ToOutside:
	}
	return ""
}

// Targets answers those whom a service takes on.
func Targets() []domain.ReferralTarget {
	return []domain.ReferralTarget{domain.ToDebtCounselling, domain.ToVolunteers, domain.ToActivities}
}

// Services are the services that can be called.
type Services struct {
	receivers map[domain.ReferralTarget]receiver
	closing   []func() error
}

// receiver is what each service can be asked, in its own words.
type receiver struct {
	send     func(context.Context, *referralsv1.IncomingReferral) (*referralsv1.IncomingReferral, error)
	takeBack func(ctx context.Context, reference string) (*referralsv1.IncomingReferral, error)
}

// Connect answers the services at addresses, by name. One without an address that does not run in this process is left out. Close
// what it answers. Error: an address that cannot be called.
func Connect(as app.Itself, addresses map[string]string) (*Services, error) {
	s := &Services{receivers: map[domain.ReferralTarget]receiver{}}
	for _, t := range Targets() {
		address := addresses[Name(t)]
		conn, closing, err := as.Call(Name(t), address)
		if err != nil && address == "" {
			continue
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("call %s: %w", Name(t), err), s.Close())
		}
		s.closing = append(s.closing, closing)
		s.receivers[t] = over(t, conn)
	}
	return s, nil
}

// Close closes the connections.
func (s *Services) Close() error {
	var all []error
	for _, closing := range s.closing {
		all = append(all, closing())
	}
	return errors.Join(all...)
}

// over answers what the service of a target can be asked over a connection.
func over(t domain.ReferralTarget, conn grpc.ClientConnInterface) receiver {
	switch t {
	case domain.ToDebtCounselling:
		c := debtcounsellingv1.NewDebtReferralServiceClient(conn)
		return receiver{
			func(ctx context.Context, m *referralsv1.IncomingReferral) (*referralsv1.IncomingReferral, error) {
				return c.CreateDebtReferral(ctx, &debtcounsellingv1.CreateDebtReferralRequest{Referral: m})
			},
			func(ctx context.Context, id string) (*referralsv1.IncomingReferral, error) {
				return c.CreateDebtReferralWithdrawal(ctx, &debtcounsellingv1.CreateDebtReferralWithdrawalRequest{Reference: id})
			},
		}
	case domain.ToVolunteers:
		c := volunteersv1.NewVolunteerReferralServiceClient(conn)
		return receiver{
			func(ctx context.Context, m *referralsv1.IncomingReferral) (*referralsv1.IncomingReferral, error) {
				return c.CreateVolunteerReferral(ctx, &volunteersv1.CreateVolunteerReferralRequest{Referral: m})
			},
			func(ctx context.Context, id string) (*referralsv1.IncomingReferral, error) {
				return c.CreateVolunteerReferralWithdrawal(ctx, &volunteersv1.CreateVolunteerReferralWithdrawalRequest{Reference: id})
			},
		}
	case domain.ToActivities, domain.ToGuidance, domain.ToOutside:
	}
	c := activitiesv1.NewActivityReferralServiceClient(conn)
	return receiver{
		func(ctx context.Context, m *referralsv1.IncomingReferral) (*referralsv1.IncomingReferral, error) {
			return c.CreateActivityReferral(ctx, &activitiesv1.CreateActivityReferralRequest{Referral: m})
		},
		func(ctx context.Context, id string) (*referralsv1.IncomingReferral, error) {
			return c.CreateActivityReferralWithdrawal(ctx, &activitiesv1.CreateActivityReferralWithdrawalRequest{Reference: id})
		},
	}
}

// Has says whether the service of a target can be called.
func (s *Services) Has(t domain.ReferralTarget) bool {
	if s == nil {
		return false
	}
	_, has := s.receivers[t]
	return has
}

// Send hands a referral over, with what goes along of the resident, and answers what whom it is for calls it: "" where it had
// another content of it before, which stands. Error: *Failure.
func (s *Services) Send(ctx context.Context, r domain.Referral, about domain.Resident) (receiverID string, err error) {
	if !s.Has(r.Target) {
		return "", &Failure{Problem: domain.NotReached, Code: codes.Unavailable, Reason: "SERVICE_NOT_CONNECTED"}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answer, err := s.receivers[r.Target].send(ctx, message(r, about))
	if err != nil {
		failure := failed(err)
		if failure.Reason == "CONFLICT" {
			// It arrived before, and the resident was corrected since.
			return "", nil
		}
		return "", failure
	}
	return answer.GetId(), nil
}

// TakeBack takes a referral back. Error: *Failure.
func (s *Services) TakeBack(ctx context.Context, r domain.Referral) error {
	if !s.Has(r.Target) {
		return &Failure{Problem: domain.NotReached, Code: codes.Unavailable, Reason: "SERVICE_NOT_CONNECTED"}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if _, err := s.receivers[r.Target].takeBack(ctx, r.ID); err != nil {
		return failed(err)
	}
	return nil
}

// Failure is that a service did not take what was handed over. Its text is about nobody.
type Failure struct {
	Problem domain.ReferralProblem
	Code    codes.Code
	Reason  string
}

// Error answers the code and the reason.
func (f *Failure) Error() string { return fmt.Sprintf("%s: %s (%s)", f.Problem, f.Code, f.Reason) }

func failed(err error) *Failure {
	f := &Failure{Problem: domain.NotReached, Code: status.Code(err)}
	if told := fault.FromStatus(status.Convert(err)); told != nil {
		f.Reason = told.Reason
	}
	switch f.Code {
	case codes.InvalidArgument, codes.PermissionDenied, codes.Unauthenticated, codes.FailedPrecondition, codes.AlreadyExists,
		codes.NotFound, codes.Unimplemented:
		f.Problem = domain.Refused
	}
	return f
}
