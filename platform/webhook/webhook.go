// Package webhook sends messages to addresses that others chose: signed after the Standard Webhooks specification, over HTTPS
// alone, and to nowhere that only this machine or its network can reach.
//
// An address of somebody else is a way to have this process call whom it can reach and they cannot (server-side request
// forgery). So an address is checked twice: when it is given, to tell what is wrong with it, and at each connection, where the
// answer of DNS may be another than before.
package webhook

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// secretSize is how many random bytes a secret has: from 24 to 64 by the specification.
const secretSize = 32

// secretPrefix marks a secret, so that scanners of code and logs find one that leaked.
const secretPrefix = "whsec_"

// NewSecret answers a new secret of a receiver, which proves with it that a message is from this sender.
func NewSecret() string {
	secret := make([]byte, secretSize)
	_, _ = rand.Read(secret) // never fails
	return secretPrefix + base64.StdEncoding.EncodeToString(secret)
}

// Message is what is sent to a receiver.
type Message struct {
	// URL is the address of the receiver.
	URL string
	// ID is the same each time the message is sent, so that the receiver can tell a second delivery.
	ID string
	// Time is when this delivery is sent. Receivers refuse what is some minutes old.
	Time time.Time
	// Secrets sign the message, each for itself: two while one takes the place of the other.
	Secrets []string
	// ContentType is the media type of Body.
	ContentType string
	Body        []byte
}

// header answers the headers of a delivery. The error says nothing of a secret.
func (m Message) header() (http.Header, error) {
	signatures := make([]string, len(m.Secrets))
	for i, secret := range m.Secrets {
		signer, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			return nil, fmt.Errorf("sign message %s: secret %d is not in base64", m.ID, i+1)
		}
		if signatures[i], err = signer.Sign(m.ID, m.Time, m.Body); err != nil {
			return nil, fmt.Errorf("sign message %s: %w", m.ID, err)
		}
	}
	if len(signatures) == 0 {
		return nil, fmt.Errorf("sign message %s: there is no secret", m.ID)
	}
	h := http.Header{}
	h.Set(standardwebhooks.HeaderWebhookID, m.ID)
	h.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(m.Time.Unix(), 10))
	h.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(signatures, " "))
	h.Set("Content-Type", m.ContentType)
	h.Set("User-Agent", "meedoen-webhook")
	return h, nil
}
