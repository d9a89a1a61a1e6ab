package edition

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/signing"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// Read answers an edition as it is kept, from its signed and its frozen content. Both who publishes and who reads it back makes
// it so, so that nothing of it can differ.
//
// Errors: the signature does not hold, or the contents are none of an edition.
func Read(signed string, frozen []byte) (e store.Edition, err error) {
	signature, err := signing.Read(signed)
	if err != nil {
		return e, err
	}
	account, err := ReadJSON(signature.Payload)
	if err != nil {
		return e, err
	}
	list := account.GetEditions()
	if len(list) == 0 || account.GetEdition() < 1 || list[len(list)-1].GetEdition() != account.GetEdition() {
		return e, errors.New("the signed content does not say which edition it is")
	}
	about := list[len(list)-1]
	if err := about.GetPublishTime().CheckValid(); err != nil {
		return e, fmt.Errorf("time of publication: %w", err)
	}
	about.Fingerprint = signing.Fingerprint(signature.Payload)
	e = store.Edition{
		Year: int(account.GetYear()), Number: int(account.GetEdition()), PublishedAt: about.GetPublishTime().AsTime(),
		Key: store.PublicKey{KID: signature.KID, X: signature.X}, Signed: signed, Frozen: frozen,
	}
	if e.About, err = Encode(about); err != nil {
		return e, err
	}
	e.Public, err = withTargets(account, frozen)
	return e, err
}

// withTargets answers what everybody reads with the targets that only some read. They are not signed, for whoever has the
// signed content has all of it.
func withTargets(account *reportingv1.Account, frozen []byte) ([]byte, error) {
	kept, err := Unpack(frozen)
	if err != nil {
		return nil, err
	}
	targets := map[string]*reportingv1.FigureTarget{}
	for _, f := range kept.Public().GetFigures() {
		targets[f.GetIndicator()] = f.GetTarget()
	}
	for _, f := range account.GetFigures() {
		f.Target = targets[f.GetIndicator()]
	}
	account.Editions = nil // the list of those there are now is put in its place
	return Encode(account)
}

// Encode answers a message as it is kept: the same bytes for the same message.
func Encode(m proto.Message) ([]byte, error) {
	return proto.MarshalOptions{Deterministic: true}.Marshal(m)
}
