package api

import (
	"context"
	"database/sql"
	"slices"

	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// loginFields is the class of data in the processing log: by which login somebody is known.
const loginFields = "login"

// PersonLogins answers PersonLoginService.
type PersonLogins struct {
	volunteersv1.UnimplementedPersonLoginServiceServer
	Deps
}

// UpdatePersonLogin records the login of a person.
func (s *PersonLogins) UpdatePersonLogin(
	ctx context.Context, req *volunteersv1.UpdatePersonLoginRequest,
) (*volunteersv1.PersonLogin, error) {
	m, now := req.GetPersonLogin(), s.now()
	if len(s.Issuers) > 0 && !slices.Contains(s.Issuers, m.GetIssuer()) {
		return nil, fault.Violation("person_login.issuer", "ISSUER_UNKNOWN",
			"Tokens of this issuer do not count here. Write it exactly as the setting auth.issuers does.")
	}
	given := store.PersonLogin{
		PersonID: m.GetPersonId(), Updated: now,
		Hash: s.loginHash(m.GetIssuer(), m.GetSubject()),
	}
	hashes, entry := s.loginHashes(m.GetIssuer(), m.GetSubject()), s.about(ctx, loginFields, given.PersonID)
	login := given
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		if login, err = succeeds(ctx, store.In(tx), given, m.GetEtag(), hashes); err != nil {
			return err
		}
		if err := store.In(tx).PutPersonLogin(ctx, login); err != nil {
			return err
		}
		return processinglog.Append(ctx, tx, now, entry)
	})
	if err != nil {
		return nil, err
	}
	return encodePersonLogin(login), nil
}

// succeeds locks a person and answers the login that comes in the place of the one before, where nobody else has it: under one
// of hashes, of which one is by the key of today.
func succeeds(
	ctx context.Context, in store.Store, login store.PersonLogin, etag string, hashes map[string]bool,
) (store.PersonLogin, error) {
	if err := in.LockPerson(ctx, login.PersonID); err != nil {
		return login, err
	}
	p, err := in.Person(ctx, login.PersonID)
	if err != nil {
		return login, err
	}
	if err := p.Use(); err != nil {
		return login, err
	}
	before, err := in.PersonLogin(ctx, p.ID)
	if err != nil && !fault.Is(err, "LOGIN_NOT_FOUND") {
		return login, err
	}
	if err := resource.MatchEtag(etag, before.Version); err != nil {
		return login, err
	}
	if holder, err := in.PersonOfLogin(ctx, hashes); err != nil {
		return login, err
	} else if holder != "" && holder != p.ID {
		return login, store.LoginTaken()
	}
	login.Version, login.Created = before.Version+1, before.Created
	if before.Version == 0 {
		login.Created = login.Updated
	}
	return login, nil
}

// GetPersonLogin answers that a login of a person is recorded.
func (s *PersonLogins) GetPersonLogin(
	ctx context.Context, req *volunteersv1.GetPersonLoginRequest,
) (*volunteersv1.PersonLogin, error) {
	login, err := store.Reading(s.DB.Read()).PersonLogin(ctx, req.GetPersonId())
	if err != nil {
		return nil, err
	}
	return encodePersonLogin(login), s.logRead(ctx, loginFields, login.PersonID)
}

// DeletePersonLogin forgets the login of a person.
func (s *PersonLogins) DeletePersonLogin(
	ctx context.Context, req *volunteersv1.DeletePersonLoginRequest,
) (*emptypb.Empty, error) {
	entry := s.about(ctx, loginFields, req.GetPersonId())
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		in := store.In(tx)
		if err := in.LockPerson(ctx, req.GetPersonId()); err != nil {
			return err
		}
		login, err := in.PersonLogin(ctx, req.GetPersonId())
		if err != nil {
			return err
		}
		if err := resource.MatchEtag(req.GetEtag(), login.Version); err != nil {
			return err
		}
		if err := in.DropPersonLogin(ctx, login.PersonID); err != nil {
			return err
		}
		return processinglog.Append(ctx, tx, s.now(), entry)
	})
	if err != nil {
		return nil, err
	}
	return &emptypb.Empty{}, nil
}

// dropLogin forgets the login of a person who is erased: who has it sees nothing any more.
func dropLogin(ctx context.Context, tx *sql.Tx, personID, _ string) error {
	return store.In(tx).DropPersonLogin(ctx, personID)
}

// exportLogin answers that there is a login; which, nobody can read.
func exportLogin(ctx context.Context, in store.Store, who subject, to *volunteersv1.PersonExport) error {
	login, err := in.PersonLogin(ctx, who.ID)
	if fault.Is(err, "LOGIN_NOT_FOUND") {
		return nil
	}
	if err == nil {
		to.PersonLogin = encodePersonLogin(login)
	}
	return err
}

func encodePersonLogin(l store.PersonLogin) *volunteersv1.PersonLogin {
	return &volunteersv1.PersonLogin{
		PersonId: l.PersonID, Etag: resource.Etag(l.Version), CreateTime: timestamppb.New(l.Created),
		UpdateTime: timestamppb.New(l.Updated),
	}
}
