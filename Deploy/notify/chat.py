#!/usr/bin/env python3
"""Tells a chat how a close has ended; reads the run record from standard input.

    command = ["/usr/local/share/acorn/notify/chat.py", "feishu"]      # in [notify] of acorn.toml

slack      SLACK_WEBHOOK
feishu     FEISHU_WEBHOOK, and FEISHU_SECRET where 签名校验 is on
dingtalk   DINGTALK_WEBHOOK, and DINGTALK_SECRET where 加签 is on

The variables hold addresses and secrets of the chat's bot (机器人). Python's standard library is all it needs.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.parse
import urllib.request


def text(record):
    lines = [f"acorn {record['text']}"]
    lines += [f"{step['step']}: {step['text']}" for step in record["steps"] if step["state"] == "failed"]
    seal = [f"certificate {record['certificate']}"] if record.get("certificate") else []
    return "\n".join(lines + record["warnings"] + seal)


def sign(key, message):
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()


def slack(record):
    return os.environ["SLACK_WEBHOOK"], {"text": text(record)}


def feishu(record, now=None):
    body, secret = {"msg_type": "text", "content": {"text": text(record)}}, os.environ.get("FEISHU_SECRET")
    if secret:
        stamp = str(int(now or time.time()))
        # The key is time and secret, the message is empty.
        body = {"timestamp": stamp, "sign": sign(f"{stamp}\n{secret}", ""), **body}
    return os.environ["FEISHU_WEBHOOK"], body


def dingtalk(record, now=None):
    address, secret = os.environ["DINGTALK_WEBHOOK"], os.environ.get("DINGTALK_SECRET")
    if secret:
        stamp = str(round((now or time.time()) * 1000))
        signed = urllib.parse.quote_plus(sign(secret, f"{stamp}\n{secret}"))
        address += f"&timestamp={stamp}&sign={signed}"
    return address, {"msgtype": "text", "text": {"content": text(record)}}


def main():
    services = {"slack": slack, "feishu": feishu, "dingtalk": dingtalk}
    if sys.argv[1:2] == [] or sys.argv[1] not in services:
        sys.exit(f"chat.py: name one of {', '.join(services)}")
    address, body = services[sys.argv[1]](json.load(sys.stdin))
    request = urllib.request.Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        reply = answer.read(4096).decode(errors="replace")
    # 飞书 and 钉钉 answer 200 to what they refuse, with a code in the body.
    if sys.argv[1] != "slack":
        told = json.loads(reply)
        code = next((told[name] for name in ("errcode", "code", "StatusCode") if name in told), 0)
        if code != 0:
            sys.exit(f"chat.py: {sys.argv[1]} refuses it: {reply[:200]}")


if __name__ == "__main__":
    main()
