#!/bin/sh
# show, for people: words, money and dates of the company's language, on a terminal or with --text; programs get JSON.
. "$(dirname "$0")/job.sh"
job_begin words
job_config folder
cl=CL:76543210-3:33:1042
mx=MX:5D3C2B1A-0F9E-4D8C-B7A6-1122334455AA
deliver_mails
v once fetch 2>/dev/null
v once work
v note add 33-1042 "llamar el lunes" --by ana
v invoice promise 33-1042 2036-12-01 --by ana
v invoice pay 33-1042 190000 --reference TRF-7 --by ana
shown=$(v invoice show 33-1042 --text)
like "$shown" "Factura electrónica 1042
*
Estado  *" "an invoice by the name of its kind"
like "$shown" '*Saldo *$1.000.000
*' "its balance as money"
like "$shown" '*En pausa  *promesa de pago, hasta el *-2036*' "its hold in words"
like "$shown" '*
Historia
*factura registrada*nueva → en espera*promesa de pago hasta el *

Notas
*, ana: llamar el lunes*
Pagos
*$190.000: TRF-7*' "then history, notes and payments"
is "$(printf '%s\n' "$shown" | grep -c 'waiting\|PROMISE\|invoice-created\|{')" 0 "and no word of the machine"
like "$(v invoice show $mx --text)" 'Factura *
Folio fiscal *Estatus *MXN*' "another company's in its own language"
is "$(v invoice show 33-1042 | head -1)" "$(v invoice show 33-1042 --json)" "a program gets the same object first"
is "$(v invoice show 33-1042 --text --json)" "$(v invoice show 33-1042 --json)" "also when it asks for both"
on_terminal() { script -qec "$valija -q -c $base/valija.conf $1" /dev/null </dev/null | tr -d '\r'; }
is "$(on_terminal 'invoice show 33-1042')" "$(v invoice show 33-1042 --text)" "on a terminal people read it so"
is "$(on_terminal 'invoice show 33-1042 --json')" "$(v invoice show 33-1042 --json)" "unless JSON is asked for"
v customer set 77654321-7 --company andes --contact 'Rosa <rosa@cliente.test>' --role approves --register friendly
like "$(v customer show 77654321-7 --text)" '*RUT *77654321-7
*Saldo *$*Contactos
*Rosa <rosa@cliente.test>, aprueba*' "a customer and whom to write to"
is "$(v customer show 77654321-7 | json tax_id)" 77654321-7 "JSON into a pipe"
like "$(v note list 33-1042 --text)" '
Notas
*ana: llamar el lunes' "the notes of an invoice"
v resend 33-1042 --to rosa@cliente.test >"$base/out"
id=$(json id <"$base/out")
like "$(v queue show "$id" --text)" 'Copia: Factura electrónica N.º 1042*
Qué es *copia de un documento
Estado *en cola
Para *rosa@cliente.test
*' "a mail of the queue"
v once send 2>/dev/null
like "$(v queue show "$id" --text)" '*Estado *enviado
*
Intentos
*el servidor respondió: *' "and how it went"
is "$(v queue show "$id" | json state)" sent "JSON into a pipe"
status 1 "what is not there" "$valija" -c "$base/valija.conf" invoice show 33-9 --text
job_finish
