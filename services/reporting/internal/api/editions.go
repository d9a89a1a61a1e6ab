package api

import (
	"context"
	"fmt"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
	"github.com/deschoor/meedoen/services/reporting/internal/edition"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// ListAccountEditions lists the editions of the account of a year, the oldest first.
func (s *Accounts) ListAccountEditions(
	ctx context.Context, req *reportingv1.ListAccountEditionsRequest,
) (*reportingv1.ListAccountEditionsResponse, error) {
	year := int(req.GetYear())
	if err := s.covers(ctx, year); err != nil {
		return nil, err
	}
	editions, err := s.editions(ctx, year)
	return &reportingv1.ListAccountEditionsResponse{Editions: editions}, err
}

// GetAccountEdition answers an edition with its signed content.
func (s *Accounts) GetAccountEdition(
	ctx context.Context, req *reportingv1.GetAccountEditionRequest,
) (*reportingv1.AccountEdition, error) {
	year, number := int(req.GetYear()), int(req.GetEdition())
	if err := s.covers(ctx, year); err != nil {
		return nil, err
	}
	about, signed, err := store.Reading(s.DB.Read()).SignedEdition(ctx, year, number)
	if err != nil {
		return nil, err
	}
	if signed == "" {
		return nil, noEdition(year, number)
	}
	answer := &reportingv1.AccountEdition{}
	if err := proto.Unmarshal(about, answer); err != nil {
		return nil, fmt.Errorf("read edition %d of %d: %w", number, year, err)
	}
	answer.SignedContent = signed
	return answer, nil
}

// GetAccountKeySet answers all public keys that editions were ever signed with, the newest first.
func (s *Accounts) GetAccountKeySet(
	ctx context.Context, _ *reportingv1.GetAccountKeySetRequest,
) (*reportingv1.AccountKeySet, error) {
	keys, err := store.Reading(s.DB.Read()).AccountKeys(ctx)
	if err != nil {
		return nil, err
	}
	set := &reportingv1.AccountKeySet{}
	for _, k := range keys {
		set.Keys = append(set.Keys, &reportingv1.AccountKey{
			Kid: k.KID, Kty: "OKP", Crv: "Ed25519", X: k.X, Alg: "EdDSA", Use: "sig",
		})
	}
	return set, nil
}

// mayRead lets everybody read what is published, and the account manager everything, of the years of the catalogue that holds.
func (s *Accounts) mayRead(ctx context.Context, holds catalogues.Held, year int) error {
	if err := covered(holds, year); err != nil {
		return err
	}
	caller := auth.From(ctx)
	if caller.Has(manager) {
		return nil
	}
	newest, err := store.Reading(s.DB.Read()).NewestEdition(ctx, year)
	if err != nil || newest > 0 {
		return err
	}
	kind := fault.PermissionDenied
	if caller == nil {
		kind = fault.Unauthenticated
	}
	return fault.New(kind, "ACCOUNT_NOT_PUBLISHED", "The account of %d is not published.", year)
}

// edition answers an edition of the account of a year as everybody reads it, the newest where number is 0. What was agreed with
// the city is for the city and the manager.
func (s *Accounts) edition(ctx context.Context, year, number int, full bool) (*reportingv1.Account, error) {
	account, err := s.published(ctx, year, number)
	if err != nil {
		return nil, err
	}
	if account == nil {
		return nil, noEdition(year, number)
	}
	if caller := auth.From(ctx); !caller.Has(manager) && !caller.Has(municipality) {
		edition.WithoutTargets(account)
	}
	if !full {
		edition.Basic(account)
	}
	return account, s.listEditions(ctx, account)
}

// published answers what everybody reads in an edition, with targets, the newest where number is 0; nil where there is none.
func (s *Accounts) published(ctx context.Context, year, number int) (*reportingv1.Account, error) {
	reading := store.Reading(s.DB.Read())
	if number == 0 {
		var err error
		if number, err = reading.NewestEdition(ctx, year); err != nil {
			return nil, err
		}
	}
	content, err := reading.PublicContent(ctx, year, number)
	if err != nil || content == nil {
		return nil, err
	}
	account := &reportingv1.Account{}
	if err := proto.Unmarshal(content, account); err != nil {
		return nil, fmt.Errorf("read edition %d of %d: %w", number, year, err)
	}
	return account, nil
}

// listEditions says in an account which editions there are.
func (s *Accounts) listEditions(ctx context.Context, account *reportingv1.Account) (err error) {
	account.Editions, err = s.editions(ctx, int(account.GetYear()))
	if len(account.GetEditions()) > 0 {
		account.Published, account.PublishTime = true, account.GetEditions()[0].GetPublishTime()
	}
	return err
}

func (s *Accounts) editions(ctx context.Context, year int) ([]*reportingv1.AccountEdition, error) {
	rows, err := store.Reading(s.DB.Read()).AboutEditions(ctx, year)
	if err != nil {
		return nil, err
	}
	list := make([]*reportingv1.AccountEdition, len(rows))
	for i, row := range rows {
		list[i] = &reportingv1.AccountEdition{}
		if err := proto.Unmarshal(row, list[i]); err != nil {
			return nil, fmt.Errorf("read the editions of %d: %w", year, err)
		}
	}
	return list, nil
}

func noEdition(year, number int) error {
	return fault.New(fault.NotFound, "EDITION_NOT_FOUND", "There is no edition %d of the account of %d.", number, year)
}
