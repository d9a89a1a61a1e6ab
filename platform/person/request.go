package person

import (
	"crypto/hmac"
	"crypto/sha256"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/requestid"
)

// RequestHash answers what hashes the requests about persons of a service. It has a key, or names and dates could be tried.
func RequestHash(p *privacy.Privacy, service string) func(proto.Message) []byte {
	key := []byte(p.Lookup(service, "requests").Hash())
	return func(content proto.Message) []byte {
		mac := hmac.New(sha256.New, key)
		mac.Write(requestid.Hash(content))
		return mac.Sum(nil)
	}
}
