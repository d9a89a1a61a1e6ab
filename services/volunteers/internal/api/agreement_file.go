package api

import (
	"context"

	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/letters"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
	"github.com/deschoor/meedoen/services/volunteers/texts"
)

// GetAgreementFile answers an agreement as a document to sign. It is in the processing log before it leaves.
func (s *Agreements) GetAgreementFile(
	ctx context.Context, req *volunteersv1.GetAgreementFileRequest,
) (*volunteersv1.AgreementFile, error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	letter, row, err := s.letter(ctx, me, req.GetAgreementId())
	if err != nil {
		return nil, err
	}
	who, _, err := s.openOne(ctx, row)
	if err != nil {
		return nil, err
	}
	letter.Person = fullName(who.Person)
	content, err := letter.PDF()
	if err != nil {
		return nil, unreadable(err)
	}
	return &volunteersv1.AgreementFile{
		FileName: "vrijwilligersovereenkomst-" + letter.Date.String() + "-" + short(letter.ID) + ".pdf", MediaType: mediaPDF,
		Content: content,
	}, s.logRead(ctx, agreementFields, row.ID)
}

// letter answers what stands in an agreement but for the name of the person, who comes with it.
func (s *Agreements) letter(
	ctx context.Context, me own, id string,
) (letter letters.Agreement, who store.Person, err error) {
	err = s.snapshot(ctx, func(st store.Store) error {
		a, work, err := me.agreed(ctx, st, id)
		if err != nil {
			return err
		}
		letter.Agreement = a
		if err := a.Holds(); err != nil {
			return err
		}
		if letter.Text, err = wording(ctx, st, a); err != nil {
			return err
		}
		if letter.Role, letter.Programme, err = namesOf(ctx, st, work); err != nil {
			return err
		}
		who, err = st.Person(ctx, work.PersonID)
		return err
	})
	return letter, who, err
}

// wording answers the text that an agreement was drawn up with.
func wording(ctx context.Context, st store.Store, a domain.Agreement) ([]texts.Part, error) {
	content, err := st.AgreementText(ctx, a.TextVersion)
	if err != nil {
		return nil, err
	}
	text, err := texts.Parse([]byte(content))
	return text.For(a.Organisation), err
}

// namesOf answers how the role and the programme of work are called.
func namesOf(ctx context.Context, st store.Store, work domain.Work) (role, programme string, err error) {
	roles, err := st.RolesByID(ctx, map[string]bool{work.RoleID: true})
	if err != nil {
		return "", "", err
	}
	p, err := st.Programme(ctx, work.ProgrammeID)
	return roles[work.RoleID].Name, p.Code, err
}
