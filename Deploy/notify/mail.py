#!/usr/bin/env python3
"""Mails how a close has ended; reads the run record from standard input.

    command = ["/usr/local/share/acorn/notify/mail.py", "finance@example.com"]      # in [notify] of acorn.toml

SMTP_HOST (localhost), SMTP_PORT (587, or 25 for localhost), SMTP_USER, SMTP_PASSWORD, MAIL_FROM
"""

import email.message
import json
import os
import smtplib
import ssl
import sys


def message(record, recipients):
    mail = email.message.EmailMessage()
    mail["Subject"] = f"[acorn {record['exit_status']}] {record['text']}"
    mail["From"] = os.environ.get("MAIL_FROM", "acorn@localhost")
    mail["To"] = ", ".join(recipients)
    lines = [record["text"], "", f"run {record['run']}, as of {record['as_of']}, {record['milliseconds'] / 1000:.1f} s"]
    lines += [f"reports: {record['reports'] or 'none'}", ""]
    lines += [f"{step['step']:10} {step['state']:8} {step['text']}" for step in record["steps"]]
    lines += ["", *record["warnings"]]
    lines += [f"certificate {record['certificate']}"] if record.get("certificate") else []
    mail.set_content("\n".join(lines) + "\n")
    return mail


def main():
    if not sys.argv[1:]:
        sys.exit("mail.py: name the recipients")
    host = os.environ.get("SMTP_HOST", "localhost")
    port = int(os.environ.get("SMTP_PORT", "25" if host == "localhost" else "587"))
    mail = message(json.load(sys.stdin), sys.argv[1:])
    with smtplib.SMTP(host, port, timeout=20) as server:
        if "SMTP_USER" in os.environ:
            server.starttls(context=ssl.create_default_context())
            server.login(os.environ["SMTP_USER"], os.environ["SMTP_PASSWORD"])
        server.send_message(mail)


if __name__ == "__main__":
    main()
